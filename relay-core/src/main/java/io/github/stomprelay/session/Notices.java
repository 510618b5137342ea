package io.github.stomprelay.session;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the relay tells a client of its own session, if the client subscribed to it: that its token
 * is about to expire, one MESSAGE for each token ({@code auth.jwt.expiry-notice-destination}); that
 * the broker takes no messages for now, and that it does again ({@code
 * stomp.publishing-notice-destination}), at most one for each tick. On the session's loop.
 */
final class Notices {
  private final SessionContext context;
  private final SessionIdentity identity;
  private final Subscriptions others;
  private final NoticeSubscription expiry;
  private final NoticeSubscription publishing;
  private final List<NoticeSubscription> all;
  private @Nullable Principal toldOfExpiry;
  private boolean paused;
  private boolean toldPaused;
  private int pauses;

  /**
   * @param others the session's other subscriptions, which share the ids
   */
  Notices(SessionContext context, SessionIdentity identity, Subscriptions others) {
    SessionOptions options = context.options();
    this.context = context;
    this.identity = identity;
    this.others = others;
    this.expiry =
        new NoticeSubscription(
            context, identity.principal().byToken() ? options.tokens().noticeDestination() : null);
    this.publishing = new NoticeSubscription(context, options.publishingNotices());
    this.all = List.of(expiry, publishing);
  }

  /** Takes a SUBSCRIBE to notices; false if it is to something else. */
  boolean subscribe(Frame frame) throws StompError {
    Headers headers = frame.headers();
    String tag = SubscriptionTable.tag(headers);
    for (NoticeSubscription each : all) {
      each.refuseDuplicate(tag);
    }
    for (NoticeSubscription each : all) {
      if (each.isAt(headers.get(Headers.DESTINATION))) {
        others.refuseDuplicate(tag);
        each.subscribe(headers);
        return true;
      }
    }
    return false;
  }

  /** Takes an UNSUBSCRIBE from notices; false if it is from something else. */
  boolean unsubscribe(Frame frame) {
    return all.stream().anyMatch(each -> each.unsubscribe(frame.headers()));
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
    if (!expiry.isOpen() || expiresAt == null || principal == toldOfExpiry) {
      return;
    }
    long before = context.options().tokens().noticeBefore().toMillis();
    if (wallClockMillis >= expiresAt.toEpochMilli() - before) {
      toldOfExpiry = principal;
      long seconds = expiresAt.getEpochSecond();
      expiry.send("expiry-" + seconds, "{\"expires\":" + seconds + "}");
    }
  }

  /** A pause that is over before the next tick is none to a client. */
  private void tellOfPause() {
    if (publishing.isOpen() && paused != toldPaused) {
      toldPaused = paused;
      pauses += paused ? 1 : 0;
      String state = paused ? "paused" : "resumed";
      publishing.send(state + "-" + pauses, "{\"publishing\":\"" + state + "\"}");
    }
  }
}
