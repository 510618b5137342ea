package io.github.stomprelay.session;

import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.TokenBucket;
import io.github.stomprelay.timing.Environment;
import org.jspecify.annotations.Nullable;

/**
 * Holds a client's SENDs to the rates of {@code limits.publish-*}: those over it wait ({@link
 * InboundGate}), and who has kept some waiting for too long is refused. Driven by the session's
 * tick; costs nothing where no rate is set.
 */
final class PublishRateLimiter {
  private final SessionOptions.Pace limits;
  private final SessionCounters counters;
  private final @Nullable TokenBucket messages;
  private final @Nullable TokenBucket bytes;
  private boolean holding;
  private long waited;
  private long seen;

  PublishRateLimiter(SessionOptions.Pace limits, SessionCounters counters, long now) {
    this.limits = limits;
    this.counters = counters;
    this.messages = limits.messages().isOff() ? null : new TokenBucket(limits.messages(), now);
    this.bytes = limits.bytes().isOff() ? null : new TokenBucket(limits.bytes(), now);
  }

  /** Returns whether there is a rate at all. */
  boolean isLimited() {
    return messages != null || bytes != null;
  }

  /** Returns whether a SEND may go now. */
  boolean isFree() {
    if (!isLimited()) {
      return true;
    }
    long now = Environment.nanoTime();
    return (messages == null || messages.has(limits.messages(), now))
        && (bytes == null || bytes.has(limits.bytes(), now));
  }

  /** A SEND with a body of so many bytes goes. */
  void spend(int bodyBytes) {
    if (!isLimited()) {
      return;
    }
    long now = Environment.nanoTime();
    if (messages != null) {
      messages.spend(limits.messages(), 1, now);
    }
    if (bytes != null) {
      bytes.spend(limits.bytes(), bodyBytes, now);
    }
  }

  /** A SEND has to wait. */
  void hold() {
    if (!holding) {
      holding = true;
      waited = 0;
      seen = Environment.nanoTime();
      counters.limits().count(LimitScope.PUBLISH_DELAYED);
    }
  }

  /** None waits any more. */
  void release() {
    holding = false;
  }

  /**
   * Time has passed.
   *
   * @param alone whether the pace alone is what makes SENDs wait
   */
  void tick(long now, boolean alone) {
    if (alone) {
      waited += now - seen;
    }
    seen = now;
  }

  /** Returns whether SENDs have been waiting all the time for longer than the limits allow. */
  boolean isOverdone() {
    return holding && waited > limits.patience().toNanos();
  }

  /** The client is refused for that. */
  StompError refusal() {
    counters.limits().count(LimitScope.PUBLISH_REFUSED);
    return new StompError(
        "Too many messages",
        "SENDs have come faster than allowed for more than "
            + limits.patience().toMillis()
            + " ms (limits.publish-rate, limits.publish-bytes-rate, limits.publish-patience)\n");
  }
}
