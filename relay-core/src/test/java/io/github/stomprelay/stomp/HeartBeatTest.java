package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartBeatTest {
  @ParameterizedTest
  @CsvSource({
    "'1500,500', '1000,1000'",
    "'0,5000', '5000,0'",
    "'10000,0', '0,10000'",
    "'-1,0', '0,0'",
    "'-5,-99999999999', '0,0'",
    "'0,0', '0,0'",
    "'1,999', '1000,1000'",
    "'1000,1999', '1000,1000'",
    "'+5000,+5', '1000,5000'",
    "' 10000 , 10000 ', '10000,10000'",
    "'99999999999999999999,2000', '2000,1000000000'"
  })
  void isAnsweredAsRabbitMqDoes(String client, String server) {
    HeartBeat asked = HeartBeat.parse(client).orElseThrow();
    assertEquals(server, asked.answer(0, Integer.MAX_VALUE).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",", "abc", "5000", "1,2,3", "1,", ",1", "1.5,2", "1,--2", "-,1"})
  void thatIsMalformedIsNone(String header) {
    assertEquals(Optional.empty(), HeartBeat.parse(header));
  }

  @Test
  void thatIsAbsentMeansNone() {
    assertEquals(Optional.of(HeartBeat.NONE), HeartBeat.parse(null));
  }

  @ParameterizedTest
  @CsvSource({
    "'1000,1000', '5000,5000'",
    "'60000,90000', '30000,30000'",
    "'0,1000', '5000,0'",
    "'10000,20000', '20000,10000'"
  })
  void isHeldBetweenTheServersBounds(String client, String server) {
    assertEquals(server, HeartBeat.parse(client).orElseThrow().answer(5000, 30000).text());
  }

  @Test
  void refusesBoundsThatAreNotInOrder() {
    assertThrows(IllegalArgumentException.class, () -> HeartBeat.NONE.answer(2000, 1000));
    assertThrows(IllegalArgumentException.class, () -> HeartBeat.NONE.answer(-1, 1000));
    assertThrows(IllegalArgumentException.class, () -> HeartBeat.NONE.answer(0, 0));
  }

  @Test
  void flowsAtTheLongerOfBothWishesOrNotAtAll() {
    HeartBeat client = new HeartBeat(1500, 4000);
    HeartBeat server = new HeartBeat(4000, 1000);
    assertEquals(4000, server.sendInterval(client));
    assertEquals(1500, server.receiveInterval(client));
    assertEquals(0, HeartBeat.NONE.sendInterval(client));
    assertEquals(0, server.receiveInterval(HeartBeat.NONE));
  }
}
