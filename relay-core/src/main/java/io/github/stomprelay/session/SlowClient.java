package io.github.stomprelay.session;

/**
 * When a client takes too little of what is sent to it, whatever it came over: what waits is
 * bounded each time something is sent, and looked at by the loop's tick for how long. On the
 * session's loop.
 */
final class SlowClient {
  /** So many times the limit is not waited out. */
  private static final long FAR_TOO_MUCH = 4;

  private final StompSession session;
  private final SessionContext context;
  private final SessionOptions.Limits limits;
  private long slowSince;
  private boolean slow;

  SlowClient(StompSession session, SessionContext context) {
    this.session = session;
    this.context = context;
    this.limits = context.options().limits();
  }

  /**
   * Bytes beyond which nothing more is sent: one large message alone may have as many as it has.
   */
  long mostPending() {
    return Math.max(
        FAR_TOO_MUCH * limits.outboundBytes(), limits.outboundBytes() + limits.frameBytes());
  }

  /** Time has passed; false if that was too much, and the session is ended. */
  boolean tick(long now) {
    long nanos = limits.outboundTimeout().toNanos();
    long pending = context.connection().pendingBytes();
    if (pending <= limits.outboundBytes()) {
      slow = false;
    } else if (!slow) {
      slow = true;
      slowSince = now;
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
