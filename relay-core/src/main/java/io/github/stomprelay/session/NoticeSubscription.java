package io.github.stomprelay.session;

import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A destination to which the relay itself sends one kind of notices, to whoever subscribed; the
 * broker knows nothing of it. On the session's loop.
 */
final class NoticeSubscription {
  /** Who is told. */
  private record Subscriber(String tag, @Nullable String id) {}

  private final SessionContext context;
  private final @Nullable String destination;
  private @Nullable Subscriber subscriber;

  /**
   * @param destination null: nobody can subscribe
   */
  NoticeSubscription(SessionContext context, @Nullable String destination) {
    this.context = context;
    this.destination = destination;
  }

  boolean isAt(@Nullable String asked) {
    return asked != null && asked.equals(destination);
  }

  /** Notices share the ids of subscriptions. */
  void refuseDuplicate(String tag) throws StompError {
    if (subscriber != null && subscriber.tag().equals(tag)) {
      throw SubscriptionTable.duplicate(tag);
    }
  }

  /** Takes a SUBSCRIBE to this destination. */
  void subscribe(Headers headers) throws StompError {
    if (subscriber != null) {
      throw SubscriptionTable.duplicate(subscriber.tag());
    }
    String ack = headers.get(Headers.ACK, AckMode.AUTO.text());
    if (!ack.equals(AckMode.AUTO.text())) {
      throw StompError.badHeader(Headers.ACK, ack, "auto: notices are not acknowledged");
    }
    subscriber = new Subscriber(SubscriptionTable.tag(headers), headers.get(Headers.ID));
    context.replies().receipt(headers.get(Headers.RECEIPT));
  }

  /** Takes an UNSUBSCRIBE; false if it is from something else. */
  boolean unsubscribe(Headers headers) {
    if (subscriber == null || !subscriber.tag().equals(SubscriptionTable.tag(headers))) {
      return false;
    }
    subscriber = null;
    context.replies().receipt(headers.get(Headers.RECEIPT));
    return true;
  }

  boolean isOpen() {
    return subscriber != null;
  }

  /**
   * Sends one, if somebody has subscribed.
   *
   * @param name of the notice within the session: becomes the end of its message id
   */
  void send(String name, String json) {
    if (subscriber == null) {
      return;
    }
    Headers.Builder headers =
        new Headers.Builder()
            .addIfPresent(Headers.SUBSCRIPTION, subscriber.id())
            .addIfPresent(Headers.DESTINATION, destination)
            .add(Headers.MESSAGE_ID, subscriber.tag() + "@@" + context.id() + "@@" + name)
            .add(Headers.CONTENT_TYPE, "application/json");
    context.replies().send(Frame.of(Command.MESSAGE, headers.build(), json));
  }
}
