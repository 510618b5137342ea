package io.github.stomprelay.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** How long something took, counted in buckets from a quarter of a millisecond on. Any thread. */
public final class Durations {
  private static final double[] UPPER_SECONDS = {
    0.000_25,
    0.000_5,
    0.001,
    0.002_5,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    Double.POSITIVE_INFINITY
  };

  private final LongAdder[] counts = new LongAdder[UPPER_SECONDS.length];
  private final LongAdder nanos = new LongAdder();

  /**
   * What fell into one bucket alone.
   *
   * @param upperSeconds its longest
   */
  public record Bucket(double upperSeconds, long count) {}

  /** All buckets at one moment, in order. */
  public record Snapshot(List<Bucket> buckets, double sumSeconds) {
    public Snapshot {
      buckets = List.copyOf(buckets);
    }
  }

  public Durations() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** One more. */
  public void add(long duration) {
    double seconds = (double) duration / TimeUnit.SECONDS.toNanos(1);
    int bucket = 0;
    while (seconds > UPPER_SECONDS[bucket]) {
      bucket++;
    }
    counts[bucket].increment();
    nanos.add(duration);
  }

  /** Adds what began at this time of a {@link Sampling}, and ends now; nothing if it is zero. */
  public void addSince(long start) {
    if (start != 0) {
      add(System.nanoTime() - start);
    }
  }

  /** Returns what was added until now. */
  public Snapshot snapshot() {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      buckets.add(new Bucket(UPPER_SECONDS[i], counts[i].sum()));
    }
    return new Snapshot(buckets, (double) nanos.sum() / TimeUnit.SECONDS.toNanos(1));
  }
}
