package io.github.stomprelay.limit;

import java.util.concurrent.TimeUnit;

/**
 * So much in a second, and so much at once after a pause. Immutable.
 *
 * @param nanosEach what one of it takes; zero: no limit
 * @param burstNanos what a whole burst takes
 */
public record Rate(double nanosEach, long burstNanos) {
  /** No limit. */
  public static final Rate OFF = new Rate(0, 0);

  /** So many a second, so many at once; zero a second is no limit. */
  public static Rate of(int perSecond, int burst) {
    if (perSecond == 0) {
      return OFF;
    }
    double each = (double) TimeUnit.SECONDS.toNanos(1) / perSecond;
    return new Rate(each, (long) (each * burst));
  }

  /** So many a second, and a second's worth at once; zero is no limit. */
  public static Rate of(int perSecond) {
    return of(perSecond, perSecond);
  }

  /** Returns whether there is no limit. */
  public boolean isOff() {
    return nanosEach == 0;
  }

  long nanos(long amount) {
    return (long) (nanosEach * amount);
  }
}
