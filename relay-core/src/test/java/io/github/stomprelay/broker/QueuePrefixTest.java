package io.github.stomprelay.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes before the names of queues that the relay chooses. */
class QueuePrefixTest {
  @ParameterizedTest
  @CsvSource({
    "'',kim,''",
    "chat.,kim,chat.",
    "{user}.,kim,kim.",
    "t1:{user}:,kim_1@x-y,t1:kim_1@x-y:",
    "{user}.,a.b,a=2Eb.", // not below the prefix of a
    "{user}.,a=2Eb,a=3D2Eb.",
    "{user}.,ä/b,=C3=A4=2Fb.",
    "{user}.,{user},=7Buser=7D.",
  })
  void aUsersNameIsWrittenSoThatNoTwoAreOne(String template, String user, String prefix) {
    assertEquals(prefix, new QueuePrefix(template).of(user));
  }
}
