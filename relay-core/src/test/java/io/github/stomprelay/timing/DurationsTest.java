package io.github.stomprelay.timing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DurationsTest {
  @Test
  void everyDurationFallsIntoTheFirstBucketThatHoldsIt() {
    Durations durations = new Durations();
    durations.add(0);
    durations.add(TimeUnit.MICROSECONDS.toNanos(250));
    durations.add(TimeUnit.MICROSECONDS.toNanos(251));
    durations.add(TimeUnit.MINUTES.toNanos(1));
    Durations.Snapshot snapshot = durations.snapshot();
    assertEquals(new Durations.Bucket(0.000_25, 2), snapshot.buckets().get(0));
    assertEquals(new Durations.Bucket(0.000_5, 1), snapshot.buckets().get(1));
    Durations.Bucket last = snapshot.buckets().get(snapshot.buckets().size() - 1);
    assertEquals(new Durations.Bucket(Double.POSITIVE_INFINITY, 1), last);
    assertEquals(60.000_501, snapshot.sumSeconds(), 1e-9);
  }

  @Test
  void theFirstOfSixteenIsMeasured() {
    Sampling sampling = new Sampling();
    Durations durations = new Durations();
    for (int i = 0; i < 64; i++) {
      long start = sampling.start();
      assertEquals(i % 16 == 0, start != 0);
      durations.addSince(start);
    }
    assertEquals(
        4, durations.snapshot().buckets().stream().mapToLong(Durations.Bucket::count).sum());
    assertNotEquals(0, durations.snapshot().sumSeconds());
  }
}
