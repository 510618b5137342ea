package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session's part in a shared subscription. Confined to the session's loop. */
final class SharedSubscription implements Subscription {
  /** The place of a member that gets no messages (yet, or any more). */
  static final int NOWHERE = -1;

  private final SharedSession session;
  private final SubscriptionListener listener;
  private Subscribers subscribers;
  private int place = NOWHERE;
  private boolean ended;

  /** The session's next one: a session has few. */
  @Nullable SharedSubscription next;

  SharedSubscription(
      SharedSession session, SubscriptionListener listener, Subscribers subscribers) {
    this.session = session;
    this.listener = listener;
    this.subscribers = subscribers;
  }

  SubscriptionListener listener() {
    return listener;
  }

  /** Returns where {@link Subscribers} keeps it. */
  int place() {
    return place;
  }

  void place(int now) {
    place = now;
  }

  void moved(Subscribers to) {
    subscribers = to;
  }

  void subscribed() {
    if (!ended) {
      listener.onSubscribed();
    }
  }

  void refused(BrokerError error) {
    if (end()) {
      listener.onRefused(error);
    }
  }

  void cancelled(BrokerError error) {
    if (end()) {
      listener.onCancelled(error);
    }
  }

  /** The session closes or unsubscribes: at once nothing is told or delivered any more. */
  void drop() {
    if (end()) {
      subscribers.remove(this);
    }
  }

  private boolean end() {
    if (ended) {
      return false;
    }
    ended = true;
    session.forget(this);
    return true;
  }

  @Override
  public void cancel(boolean deleteQueue, Consumer<@Nullable BrokerError> done) {
    drop();
    done.accept(null);
  }
}
