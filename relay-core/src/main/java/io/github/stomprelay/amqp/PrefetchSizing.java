package io.github.stomprelay.amqp;

/**
 * How many unsettled deliveries a consumer asks the broker for, so that their bytes fit a budget:
 * AMQP counts messages only. It begins with as many as fit even if each is the largest permitted
 * one, and follows the sizes seen: the largest of late, which is slowly forgotten. What found no
 * room nevertheless, because sizes rose or others took the budget, halves it for a while.
 *
 * <p>Changing it at the broker costs a new consumer, so it changes by a factor of two or to what
 * was asked for. Not thread-safe.
 */
final class PrefetchSizing {
  /** The share of the largest size that is forgotten with each smaller one. */
  private static final int FORGETTING = 64;

  /** This many times the prefetch have to find room until it may double again. */
  private static final int PATIENCE = 8;

  private final int asked;
  private final long budget;

  private int current;
  private long largest;
  private int ceiling;
  private long sinceOverflow;

  /**
   * @param asked unsettled deliveries at most, whatever their size; 1 or more
   * @param budget in bytes
   * @param largestPermitted bytes of one delivery
   */
  PrefetchSizing(int asked, long budget, long largestPermitted) {
    this.asked = asked;
    this.budget = budget;
    this.ceiling = asked;
    this.current = fitting(budget, largestPermitted);
  }

  /** Returns what the broker has been asked for. */
  int current() {
    return current;
  }

  /** The broker has been asked for so many. */
  void changed(int prefetch) {
    current = prefetch;
  }

  /** One of this size came. */
  void received(long size) {
    largest = Math.max(size, largest - largest / FORGETTING);
    if (ceiling < asked && ++sinceOverflow >= (long) ceiling * PATIENCE) {
      ceiling = Math.min(asked, ceiling * 2);
      sinceOverflow = 0;
    }
  }

  /** One came that there was no room for. */
  void overflowed() {
    ceiling = Math.max(1, Math.min(ceiling, current / 2));
    sinceOverflow = 0;
  }

  /**
   * Returns what to ask the broker for: {@link #current} unless a change is worth its cost. What
   * comes for another consumer comes beside what is held of this one.
   *
   * @param room left of the budget
   */
  int wanted(long room) {
    if (largest == 0) {
      return current;
    }
    int best = Math.min(fitting(budget, largest), ceiling);
    int now = Math.min(best, fitting(room, largest));
    boolean larger = now > current && (now == asked || now >= 2L * current);
    boolean smaller = best <= current / 2;
    return larger || smaller ? now : current;
  }

  private int fitting(long bytes, long size) {
    return (int) Math.max(1, Math.min(asked, bytes / size));
  }
}
