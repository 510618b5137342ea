package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationClassTest {
  @ParameterizedTest
  @CsvSource({
    "/topic/typing.*, /topic/typing.r1, true",
    "/topic/typing.*, /topic/typing.r1.x, false",
    "/topic/typing.*, /topic/typing., false",
    "/topic/typing.*, /topic/typing, false",
    "/topic/#, /topic/a.b/c, true",
    "/topic/#, /topic, true",
    "/topic/#, /topics, false",
    "#, /anything/at.all, true",
    "/exchange/*/room.*, /exchange/chat/room.1, true",
    "/exchange/*/room.*, /exchange/chat/hall.1, false",
    "/queue/a*, /queue/a*, true",
    "/queue/a*, /queue/ab, false",
    "/queue/a, /queue/a, true",
    "/queue/a, /queue/ab, false",
  })
  void aPatternMatchesWordByWord(String pattern, String destination, boolean matches) {
    assertEquals(
        matches,
        new DestinationClass("c", pattern, false, SlowPolicy.DISCONNECT, QueueDeclare.DURABLE, null)
            .matches(destination));
  }
}
