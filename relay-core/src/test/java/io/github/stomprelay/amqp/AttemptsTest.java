package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class AttemptsTest {
  private final Attempts attempts = new Attempts();
  private final Attempts.Key message = new Attempts.Key("/", "work", "a");

  @Test
  void areCountedUntilTheMessageHasLeftItsQueue() {
    assertEquals(0, attempts.of(message));
    attempts.note(message, 2);
    assertEquals(2, attempts.of(message));
    attempts.forget(message);
    assertEquals(0, attempts.of(message));
  }

  @Test
  void theOldestOfVeryManyIsForgotten() {
    attempts.note(message, 2);
    for (int i = 0; i < 100_000; i++) {
      attempts.note(new Attempts.Key("/", "work", "m" + i), 1);
    }
    assertEquals(0, attempts.of(message));
    assertEquals(1, attempts.of(new Attempts.Key("/", "work", "m0")));
  }
}
