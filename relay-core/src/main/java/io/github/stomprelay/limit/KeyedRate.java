package io.github.stomprelay.limit;

/** Holds each of many to a rate; remembers the busiest 100,000. Safe for all threads. */
public final class KeyedRate<K> {
  private static final int MOST = 100_000;

  private final Rate rate;
  private final RecentTable<K, TokenBucket> buckets = new RecentTable<>(MOST);

  public KeyedRate(Rate rate) {
    this.rate = rate;
  }

  /** Takes one of this key's, if something is left. */
  public synchronized boolean take(K key, long now) {
    return rate.isOff()
        || buckets
            .get(key, () -> new TokenBucket(rate, now), bucket -> bucket.isFull(rate, now))
            .take(rate, now);
  }

  synchronized int size() {
    return buckets.size();
  }
}
