package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the relay tells a client of its own session, if the client subscribed to it: that its token
 * is about to expire, one MESSAGE for each token ({@code auth.jwt.expiry-notice-destination}); that
 * the broker takes no messages for now, and that it does again ({@code
 * stomp.publishing-notice-destination}), at most one for each tick.
 */
final class Notices implements DestinationHandler {
  private final ClientContext context;
  private final SessionIdentity identity;
  private final @Nullable LocalTopic expiry;
  private final @Nullable LocalTopic publishing;
  private @Nullable Principal toldOfExpiry;
  private boolean paused;
  private boolean toldPaused;

  Notices(ClientContext context, SessionIdentity identity) {
    SessionOptions options = context.options();
    this.context = context;
    this.identity = identity;
    this.expiry =
        topic(identity.principal().byToken() ? options.tokens().noticeDestination() : null);
    this.publishing = topic(options.publishingNotices());
  }

  /**
   * @param destination null: nobody can subscribe
   */
  private @Nullable LocalTopic topic(@Nullable String destination) {
    return destination == null ? null : new LocalTopic(destination, context.loop());
  }

  @Override
  public boolean takesSubscribe(String destination) {
    return isAt(expiry, destination) || isAt(publishing, destination);
  }

  private static boolean isAt(@Nullable LocalTopic topic, String destination) {
    return topic != null && topic.destination().equals(destination);
  }

  @Override
  public MessageSource subscribe(Subscribe request) throws StompError {
    LocalTopic topic =
        Objects.requireNonNull(isAt(expiry, request.destination()) ? expiry : publishing);
    if (topic.hasSubscribers()) {
      throw SubscriptionTable.duplicate("Q_" + request.destination());
    }
    if (request.ackMode() != AckMode.AUTO) {
      throw StompError.badHeader(
          Headers.ACK, request.ackMode().text(), "auto: notices are not acknowledged");
    }
    return topic.source();
  }

  /** The broker takes messages, or does not. */
  void publishingPaused(boolean nowPaused) {
    paused = nowPaused;
  }

  void tick(long wallClockMillis) {
    tellOfExpiry(wallClockMillis);
    tellOfPause();
  }

  private void tellOfExpiry(long wallClockMillis) {
    Principal principal = identity.principal();
    @Nullable Instant expiresAt = principal.expiresAt();
    if (expiry == null
        || !expiry.hasSubscribers()
        || expiresAt == null
        || principal == toldOfExpiry) {
      return;
    }
    long before = context.options().tokens().noticeBefore().toMillis();
    if (wallClockMillis >= expiresAt.toEpochMilli() - before) {
      toldOfExpiry = principal;
      long seconds = expiresAt.getEpochSecond();
      expiry.publish("{\"expires\":" + seconds + "}");
    }
  }

  /** A pause that is over before the next tick is none to a client. */
  private void tellOfPause() {
    if (publishing != null && publishing.hasSubscribers() && paused != toldPaused) {
      toldPaused = paused;
      String state = paused ? "paused" : "resumed";
      publishing.publish("{\"publishing\":\"" + state + "\"}");
    }
  }
}
