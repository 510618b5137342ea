package io.github.stomprelay.cli.bench;

import java.util.Arrays;

/**
 * Times in microseconds, counted in buckets whose width is at most a 256th of their value: exact
 * enough for any percentile, whatever the number of times.
 */
final class Latencies {
  private static final int FINE_BITS = 8;
  private static final int FINE = 1 << FINE_BITS;

  private long[] counts = new long[4 * FINE];
  private long total;
  private long largest;

  void record(long nanos) {
    long micros = Math.max(0, nanos / 1000);
    int bucket = bucket(micros);
    if (bucket >= counts.length) {
      counts = Arrays.copyOf(counts, bucket + FINE);
    }
    counts[bucket]++;
    total++;
    largest = Math.max(largest, micros);
  }

  /** Up to 256 a bucket each; above, 256 buckets for each doubling. */
  private static int bucket(long micros) {
    int shift = Math.max(0, Long.SIZE - FINE_BITS - 1 - Long.numberOfLeadingZeros(micros | 1));
    return shift * FINE + (int) (micros >>> shift);
  }

  /** The largest value that falls into a bucket. */
  private static long top(int bucket) {
    int shift = bucket < 2 * FINE ? 0 : bucket / FINE - 1;
    long value = bucket - (long) shift * FINE;
    return ((value + 1) << shift) - 1;
  }

  long count() {
    return total;
  }

  long max() {
    return largest;
  }

  /**
   * So much of all times is not above this, in microseconds; 0 if there are none.
   *
   * @param share from 0 to 1
   */
  long percentile(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(top(i), largest);
      }
    }
    return 0;
  }
}
