package io.github.stomprelay.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The two heart-beats of one session: sends one when nothing left for half an interval, and tells
 * when the client has been silent too long. Driven by the session's tick; no timer of its own.
 */
final class HeartBeats {
  private final ClientConnection connection;
  private final long sendNanos;
  private final long deadNanos;
  private long notBefore;

  /**
   * @param sendMillis the interval promised to the client; 0: none
   * @param expectMillis the interval the client promised; 0: none
   * @param backgroundTab what a page may be silent at least, whatever it promised
   */
  HeartBeats(
      ClientConnection connection,
      long sendMillis,
      long expectMillis,
      double tolerance,
      Duration backgroundTab,
      long now) {
    this.connection = connection;
    this.sendNanos = TimeUnit.MILLISECONDS.toNanos(sendMillis) / 2;
    this.deadNanos =
        expectMillis == 0
            ? 0
            : Math.max(
                (long) (TimeUnit.MILLISECONDS.toNanos(expectMillis) * tolerance),
                connection.mayBePage() ? backgroundTab.toNanos() : 0);
    this.notBefore = now;
  }

  /** Sends what is due; what waits already tells a client that takes little as much. */
  void tick(long now) {
    if (sendNanos > 0
        && now - connection.lastWriteNanos() >= sendNanos
        && connection.isWritable()) {
      connection.sendHeartBeat();
    }
  }

  /** Returns whether the client broke its promise. */
  boolean clientIsSilent(long now) {
    return deadNanos > 0
        && now - connection.lastReadNanos() > deadNanos
        && now - notBefore > deadNanos;
  }

  /** While the relay does not read, the client cannot be blamed for silence. */
  void notReading(long now) {
    notBefore = now;
  }
}
