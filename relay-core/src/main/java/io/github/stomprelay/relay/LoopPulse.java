package io.github.stomprelay.relay;

import io.github.stomprelay.task.Guarded;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One event loop's sign of life: a timer on the loop, four times a second. Written by the loop,
 * read by any thread.
 */
final class LoopPulse {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Below this, a busy machine looks like a stuck loop. */
  private static final long SHORTEST_NANOS = 4 * PERIOD_NANOS;

  private volatile long beatNanos = System.nanoTime();
  private volatile long lateNanos;

  static LoopPulse start(ScheduledExecutorService loop) {
    LoopPulse pulse = new LoopPulse();
    Guarded.every(loop, Duration.ofNanos(PERIOD_NANOS), "loop.pulse", pulse::beat);
    return pulse;
  }

  private void beat() {
    long now = System.nanoTime();
    lateNanos = late(now);
    beatNanos = now;
  }

  private long late(long now) {
    return Math.max(0, now - beatNanos - PERIOD_NANOS);
  }

  /** Returns whether the loop has run within this time, or within a second if that is longer. */
  boolean ranWithin(Duration time) {
    return System.nanoTime() - beatNanos < Math.max(time.toNanos(), SHORTEST_NANOS);
  }

  /** Returns how late the loop's last timer was; one that is overdue counts. */
  double lagSeconds() {
    return Math.max(lateNanos, late(System.nanoTime())) / 1e9;
  }
}
