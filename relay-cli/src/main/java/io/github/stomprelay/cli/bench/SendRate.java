package io.github.stomprelay.cli.bench;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;

/**
 * Sends at fixed times, whatever the server does (an open loop). What cannot be sent when it is due
 * keeps its time and goes as soon as it can. On the run's event loop.
 */
final class SendRate {
  private static final long SHORTEST_PAUSE_NANOS = 200_000;

  private final EventLoop loop;
  private final double nanosBetween;
  private final LongSupplier clock;
  private final long endNanos;
  private final LongPredicate send;
  private long sent;
  private long largestLag;

  /**
   * @param rate messages per second
   * @param clock time since the start, in nanoseconds
   * @param endNanos nothing is sent that is due then or later
   * @param send sends a message that was due then; false if it cannot now
   */
  SendRate(EventLoop loop, double rate, LongSupplier clock, long endNanos, LongPredicate send) {
    this.loop = loop;
    this.nanosBetween = 1e9 / rate;
    this.clock = clock;
    this.endNanos = endNanos;
    this.send = send;
  }

  void tick() {
    long due = due();
    while (due < endNanos && due <= clock.getAsLong() && send.test(due)) {
      largestLag = Math.max(largestLag, clock.getAsLong() - due);
      sent++;
      due = due();
    }
    if (due < endNanos && clock.getAsLong() < endNanos) {
      long pause = Math.max(due - clock.getAsLong(), SHORTEST_PAUSE_NANOS);
      loop.schedule(this::tick, pause, TimeUnit.NANOSECONDS);
    }
  }

  private long due() {
    return (long) (sent * nanosBetween);
  }

  /** Returns how late the generator was at most, in microseconds. */
  long largestLagMicros() {
    return largestLag / 1000;
  }
}
