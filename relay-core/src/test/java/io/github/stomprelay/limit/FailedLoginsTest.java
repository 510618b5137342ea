package io.github.stomprelay.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Guessing is slow, and nobody else pays for it. */
class FailedLoginsTest {
  private static final NetworkKey GUESSER = new NetworkKey(false, 1);
  private static final NetworkKey CLEAN = new NetworkKey(false, 2);
  private static final Duration MOST = Duration.ofSeconds(2);

  private final FailedLogins failed = new FailedLogins();

  private long delay(NetworkKey address, String user, long now) {
    return failed.delay(address, user, MOST, now);
  }

  @Test
  void aUserWhoseNameIsGuessedElsewhereWaitsForNothing() {
    for (int i = 0; i < 1000; i++) {
      failed.count(GUESSER, "kim", 0);
    }
    assertEquals(MOST.toNanos(), delay(GUESSER, "kim", 1));
    assertEquals(0, delay(CLEAN, "kim", 1));
  }

  /** Behind the same NAT: later than elsewhere, and not never. */
  @Test
  void aNeighbourOfAGuesserWaitsABit() {
    for (int i = 0; i < 1000; i++) {
      failed.count(GUESSER, "kim" + i, 0);
    }
    assertEquals(MOST.toNanos(), delay(GUESSER, "lee", 1));
  }

  @Test
  void theFirstFailuresCostNothingAndEachFurtherOneTwiceAsMuch() {
    for (int i = 0; i < 3; i++) {
      assertEquals(0, delay(GUESSER, "kim", 0));
      failed.count(GUESSER, "kim", 0);
    }
    long first = delay(GUESSER, "kim", 0);
    failed.count(GUESSER, "kim", 0);
    assertTrue(first > 0);
    assertEquals(2 * first, delay(GUESSER, "kim", 0));
    assertEquals(0, delay(GUESSER, "lee", 0));
    assertEquals(0, delay(GUESSER, "kim", Duration.ofMinutes(1).toNanos()));
  }

  @Test
  void whatIsRememberedIsBounded() {
    for (int i = 0; i < 300_000; i++) {
      failed.count(new NetworkKey(true, i), "user" + i, 0);
    }
    assertTrue(failed.size() <= 200_002, () -> failed.size() + " entries");
  }
}
