package io.github.stomprelay.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts what exists, by key; remembers nothing of keys that have nothing. Safe for all threads.
 */
public final class KeyedCounter<K> {
  private final ConcurrentMap<K, Integer> counts = new ConcurrentHashMap<>();

  /** One more of this key, if it has fewer than the most; to be given back by {@link #release}. */
  public boolean take(K key, int most) {
    if (counts.merge(key, 1, Integer::sum) > most) {
      release(key);
      return false;
    }
    return true;
  }

  /** One less of this key. */
  public void release(K key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  /** Returns how many this key has. */
  public int count(K key) {
    return counts.getOrDefault(key, 0);
  }
}
