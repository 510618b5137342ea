package io.github.stomprelay.session;

import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import java.util.List;

/**
 * Where the messages of a subscription come from, as its {@link DestinationHandler} has read the
 * SUBSCRIBE.
 */
interface MessageSource {
  /** Returns what the session must be permitted for it, also later, when its token is another. */
  List<Access> accesses() throws StompError;

  /** Returns how MESSAGEs say where they were published. */
  ShownDestination shown();

  /** Returns whether an UNSUBSCRIBE with {@code durable:true} deletes the queue. */
  default boolean isDeletable() {
    return false;
  }

  /** Begins; the listener is told from then on, but not from inside this call. */
  Subscription start(SubscriptionListener listener);
}
