package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DeliveryCountsTest {
  private final DeliveryCounts attempts = new DeliveryCounts();
  private final DeliveryCounts.Key message = new DeliveryCounts.Key("/", "work", "a");

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
      attempts.note(new DeliveryCounts.Key("/", "work", "m" + i), 1);
    }
    assertEquals(0, attempts.of(message));
    assertEquals(1, attempts.of(new DeliveryCounts.Key("/", "work", "m0")));
  }
}
