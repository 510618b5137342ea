package io.github.stomprelay.broker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A running subscription's handle, on the session's event loop. Further bindings are for
 * subscriptions with a queue of their own; others refuse them with an {@link
 * UnsupportedOperationException}.
 */
public interface Subscription {
  /**
   * Binds the subscription's queue once more. May be called as soon as {@link
   * SubscriptionListener#onSubscribed} was told, any number of times; binds and unbinds are carried
   * out in the order of calls. A binding made this way belongs to the subscription like those of
   * its request: it is made again when the link or the queue is rebuilt. Binding what is bound
   * already asks the broker again, which does no harm.
   *
   * @param listener told on the session's loop, not from inside this call; not called any more
   *     after {@link #cancel} or when the session is closed
   */
  default void bind(Binding binding, BindingListener listener) {
    throw new UnsupportedOperationException("this subscription takes no further bindings");
  }

  /** Takes a binding away; what the broker has routed before still arrives. */
  default void unbind(Binding binding) {
    throw new UnsupportedOperationException("this subscription takes no further bindings");
  }

  /**
   * Stops deliveries. Deliveries not settled yet stay so until they are settled or the broker
   * session closes.
   *
   * @param deleteQueue whether to delete the queue as well, although the subscription does not own
   *     it
   * @param done told null when the broker has confirmed, or at once where there is no broker to
   *     ask; otherwise why the queue that was to be deleted as well may still be there
   */
  void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done);
}
