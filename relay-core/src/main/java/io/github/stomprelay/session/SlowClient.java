package io.github.stomprelay.session;

import java.util.concurrent.TimeUnit;

/**
 * When a client takes too little of what is sent to it, whatever it came over. The loop's tick
 * looks how much waits and whether the client takes any of it; between two looks the loop has asked
 * every socket to take more. So a burst larger than any limit, all of it sent before its client
 * could have read a byte, costs nobody the connection: {@link
 * io.github.stomprelay.limit.MemoryBudget} bounds it. For a client that has taken nothing for a
 * while, what waits is bounded each time something is sent.
 */
final class SlowClient {
  /** At this multiple of the limit a client that takes nothing is closed at once. */
  private static final long FAR_TOO_MUCH = 4;

  /** Who takes nothing for so long, while more than the limit waits, is stuck. */
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StompSession session;
  private final SessionContext context;
  private final SessionOptions.Limits limits;
  private long slowSince;
  private long tookAt;
  private long lastProgress;
  private boolean slow;
  private boolean stuck;

  SlowClient(StompSession session, SessionContext context) {
    this.session = session;
    this.context = context;
    this.limits = context.options().limits();
  }

  /**
   * Bytes beyond which nothing more is sent to a client that is stuck: one large message alone may
   * have as many as it has.
   */
  long mostPending() {
    return stuck
        ? Math.max(
            FAR_TOO_MUCH * limits.outboundBytes(), limits.outboundBytes() + limits.frameBytes())
        : Long.MAX_VALUE;
  }

  /** Hardly anything waits any more. */
  void writable() {
    slow = false;
    stuck = false;
  }

  /** Time has passed; false if that was too much, and the session is ended. */
  boolean tick(long now) {
    long nanos = limits.outboundTimeout().toNanos();
    long pending = context.connection().pendingBytes();
    if (pending <= limits.outboundBytes()) {
      writable();
    } else {
      look(now, Math.min(nanos, STUCK_NANOS));
    }
    if (slow && (pending > mostPending() || now - slowSince > nanos)) {
      overflow();
      return false;
    }
    if (context.outbox().isStuck(now, nanos)) {
      fail(takenNothing());
      return false;
    }
    return true;
  }

  /** More than the limit waits. */
  private void look(long now, long patience) {
    long progress = context.connection().progress();
    if (!slow) {
      slow = true;
      slowSince = now;
      tookAt = now;
    } else if (progress != lastProgress) {
      tookAt = now;
    }
    lastProgress = progress;
    stuck = now - tookAt >= patience;
  }

  /** Too much waits. */
  void overflow() {
    fail(
        "More than "
            + limits.outboundBytes()
            + " bytes wait for this client (limits.outbound-buffer-bytes)\n");
  }

  /** The client has taken nothing for too long; what may be dropped may wait for it longer. */
  void stalled() {
    if (!context.outbox().drops()) {
      fail(takenNothing());
    }
  }

  private String takenNothing() {
    return "The client has taken nothing for "
        + limits.outboundTimeout().toMillis()
        + " ms (limits.outbound-timeout)\n";
  }

  private void fail(String detail) {
    session.fail(CloseReason.SLOW_CLIENT, "Slow consumer", detail);
  }
}
