package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;

/**
 * Whether, and after what pause, a subscription that was lost is set up once more. Confined to its
 * loop.
 */
final class Renewals {
  static final long NO_MORE = -1;

  private static final long[] PAUSES_MILLIS = {0, 100, 400, 1_000};

  /** How long another link's exclusive hold on the queue may be our own former link's. */
  private static final long LOCKED_PATIENCE_NANOS = 30_000_000_000L;

  /** After so long a life the attempts count from the beginning. */
  private static final long STEADY_NANOS = 10_000_000_000L;

  private int attempts;
  private long runningSince;
  private long lockedSince;

  /** It is set up. */
  void running() {
    runningSince = System.nanoTime();
    lockedSince = 0;
  }

  /** It is lost: milliseconds until the next attempt, or {@link #NO_MORE}. */
  long nextPause(BrokerError why) {
    long now = System.nanoTime();
    if (runningSince != 0 && now - runningSince > STEADY_NANOS) {
      attempts = 0;
    }
    runningSince = 0;
    boolean locked = why.code() == BrokerError.RESOURCE_LOCKED;
    if (locked && lockedSince == 0) {
      lockedSince = now;
    }
    boolean patient = locked && now - lockedSince < LOCKED_PATIENCE_NANOS;
    if (attempts >= PAUSES_MILLIS.length && !patient) {
      return NO_MORE;
    }
    return PAUSES_MILLIS[Math.min(attempts++, PAUSES_MILLIS.length - 1)];
  }
}
