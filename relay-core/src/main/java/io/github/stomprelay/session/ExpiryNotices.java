package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client that subscribed to {@code auth.jwt.expiry-notice-destination} that its token is
 * about to expire: one MESSAGE for each token. The subscription lives here; the broker knows
 * nothing of it. On the session's loop.
 */
final class ExpiryNotices {
  /** Who is told. */
  private record Subscriber(String tag, @Nullable String id) {}

  private final SessionContext context;
  private final SessionIdentity identity;
  private final Subscriptions others;
  private @Nullable Subscriber subscriber;
  private @Nullable Principal told;

  /**
   * @param others the session's other subscriptions, which share the ids
   */
  ExpiryNotices(SessionContext context, SessionIdentity identity, Subscriptions others) {
    this.context = context;
    this.identity = identity;
    this.others = others;
  }

  /** Takes a SUBSCRIBE to the notices; false if it is to something else. */
  boolean subscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    Subscriber asking = new Subscriber(Subscriptions.tag(headers), headers.get(Headers.ID));
    if (subscriber != null && subscriber.tag().equals(asking.tag())) {
      throw Subscriptions.duplicate(asking.tag());
    }
    if (!isNotices(headers.get(Headers.DESTINATION))) {
      return false;
    }
    if (subscriber != null) {
      throw Subscriptions.duplicate(subscriber.tag());
    }
    others.refuseDuplicate(asking.tag());
    String ack = headers.get(Headers.ACK, AckMode.AUTO.text());
    if (!ack.equals(AckMode.AUTO.text())) {
      throw StompError.badHeader(Headers.ACK, ack, "auto: notices are not acknowledged");
    }
    subscriber = asking;
    context.replies().receipt(headers.get(Headers.RECEIPT));
    return true;
  }

  private boolean isNotices(@Nullable String destination) {
    return destination != null
        && destination.equals(context.options().tokens().noticeDestination())
        && identity.principal().byToken();
  }

  /** Takes an UNSUBSCRIBE from the notices; false if it is from something else. */
  boolean unsubscribe(Frame frame) {
    Headers headers = frame.headers();
    if (subscriber == null || !subscriber.tag().equals(Subscriptions.tag(headers))) {
      return false;
    }
    subscriber = null;
    context.replies().receipt(headers.get(Headers.RECEIPT));
    return true;
  }

  void tick(long wallClockMillis) {
    Principal principal = identity.principal();
    @Nullable Instant expiresAt = principal.expiresAt();
    if (subscriber == null || expiresAt == null || principal == told) {
      return;
    }
    long before = context.options().tokens().noticeBefore().toMillis();
    if (wallClockMillis >= expiresAt.toEpochMilli() - before) {
      told = principal;
      context.replies().send(notice(subscriber, expiresAt));
    }
  }

  private Frame notice(Subscriber to, Instant expiresAt) {
    long seconds = expiresAt.getEpochSecond();
    Headers.Builder headers =
        new Headers.Builder()
            .addIfPresent(Headers.SUBSCRIPTION, to.id())
            .addIfPresent(Headers.DESTINATION, context.options().tokens().noticeDestination())
            .add(Headers.MESSAGE_ID, to.tag() + "@@" + context.id() + "@@expiry-" + seconds)
            .add(Headers.CONTENT_TYPE, "application/json");
    return Frame.of(Command.MESSAGE, headers.build(), "{\"expires\":" + seconds + "}");
  }
}
