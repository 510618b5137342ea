package io.github.stomprelay.cli.bench;

import java.util.HashSet;
import java.util.Set;

/**
 * The messages of one publisher as they reach one receiver: each exactly once, in order, or not.
 */
final class Sequence {
  private final Set<Long> missing = new HashSet<>(0);
  private long next;
  private long duplicates;
  private long late;

  /**
   * A message came.
   *
   * @return whether it came for the first time
   */
  boolean received(long number) {
    if (number < next) {
      boolean first = missing.remove(number);
      late += first ? 1 : 0;
      duplicates += first ? 0 : 1;
      return first;
    }
    while (next < number) {
      missing.add(next++);
    }
    next++;
    return true;
  }

  /** Messages that never came, of so many. */
  long lost(long sent) {
    return missing.size() + Math.max(0, sent - next);
  }

  long duplicates() {
    return duplicates;
  }

  /** Messages that came after a later one. */
  long late() {
    return late;
  }
}
