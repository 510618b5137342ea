package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StompVersionTest {
  @ParameterizedTest
  @CsvSource({
    "'1.0', V1_0",
    "'1.1,1.0', V1_1",
    "'1.2,1.1,1.0', V1_2",
    "'1.0,1.1,1.2', V1_2",
    "'1.0, 1.1', V1_1",
    "' 1.2 ,9.9', V1_2",
    "'2.0,1.0,', V1_0"
  })
  void isTheHighestInCommon(String offer, StompVersion expected) {
    assertEquals(Optional.of(expected), StompVersion.negotiate(offer));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", "1", "1.3", "2.0,3.0", "v1.2", "1.2.0", "1.0;1.1"})
  void isNoneWithoutOneInCommon(String offer) {
    assertEquals(Optional.empty(), StompVersion.negotiate(offer));
  }

  @Test
  void isOneOfThoseThatAreSpoken() {
    Set<StompVersion> spoken = Set.of(StompVersion.V1_1, StompVersion.V1_0);
    assertEquals(Optional.of(StompVersion.V1_1), StompVersion.negotiate("1.0,1.1,1.2", spoken));
    assertEquals(Optional.empty(), StompVersion.negotiate("1.2", spoken));
    assertEquals(Optional.empty(), StompVersion.negotiate(null, Set.of(StompVersion.V1_2)));
    assertEquals("1.0,1.1", StompVersion.list(spoken));
  }

  @Test
  void isTheOldestWithoutAnOffer() {
    assertEquals(Optional.of(StompVersion.V1_0), StompVersion.negotiate(null));
  }
}
