package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of one event loop that subscribe to one routing key of one exchange. To the queue's
 * home loop it is only a name to deliver to; everything in it is confined to the members' loop.
 *
 * <p>Members wait until the home loop says that the broker has confirmed the binding; those that
 * come later join at once. A delivery goes to the members there are when it is delivered.
 */
final class Subscribers {
  private final SubscriberLoop members;
  private final SubscriberLoop.Key key;
  private final QueueKey queueKey;
  private final QueueLoop home;
  private final ActiveMembers active = new ActiveMembers();
  private List<SharedSubscription> waiting = List.of();
  private boolean asking;
  private boolean joined;
  private boolean gone;
  private long joinedNanos;

  /** Of the same members, at the queue they are being moved away from; or null. */
  private @Nullable Subscribers predecessor;

  Subscribers(SubscriberLoop members, SubscriberLoop.Key key, QueueKey queueKey, QueueLoop home) {
    this.members = members;
    this.key = key;
    this.queueKey = queueKey;
    this.home = home;
  }

  /** The loop they live on. */
  SubscriberLoop members() {
    return members;
  }

  QueueKey queueKey() {
    return queueKey;
  }

  String routingKey() {
    return key.routingKey();
  }

  /** Any thread: tells them something, on their loop and in order. */
  void tell(Consumer<Subscribers> what) {
    Guarded.execute(members.loop(), "fanout", "loop", () -> what.accept(this));
  }

  /** A member comes: told when it is in, not from inside this call. */
  void add(SharedSubscription member) {
    if (waiting.isEmpty()) {
      waiting = new ArrayList<>(1);
    }
    waiting.add(member);
    if (asking) {
      return;
    }
    if (joined && members.isFresh(joinedNanos)) {
      Guarded.execute(members.loop(), "fanout", "loop", this::admit);
    } else {
      ask();
    }
  }

  private void ask() {
    asking = true;
    home.join(this);
  }

  /** A member goes: nothing is delivered to it any more. */
  void remove(SharedSubscription member) {
    if (member.place() == SharedSubscription.NOWHERE) {
      forgetWaiting(member);
    } else {
      active.remove(member);
    }
    endIfEmpty();
  }

  private void forgetWaiting(SharedSubscription member) {
    if (!waiting.isEmpty() && waiting.remove(member) && waiting.isEmpty()) {
      waiting = List.of();
    }
  }

  private void endIfEmpty() {
    if (active.isEmpty() && waiting.isEmpty() && !gone) {
      gone = true;
      members.remove(key, this);
      home.leave(this);
    }
  }

  /** The home loop: the binding stands, messages are on their way. */
  void joined() {
    asking = false;
    if (gone) {
      return;
    }
    joined = true;
    joinedNanos = Environment.nanoTime();
    takeOver();
    admit();
    endIfEmpty();
  }

  /** The members that were served by another queue until now change over in this moment. */
  private void takeOver() {
    Subscribers old = predecessor;
    predecessor = null;
    if (old == null) {
      return;
    }
    for (SharedSubscription member : old.active.takeAll()) {
      member.moved(this);
      active.add(member);
    }
    old.endIfEmpty();
  }

  private void admit() {
    List<SharedSubscription> all = takeWaiting();
    all.forEach(active::add);
    all.forEach(SharedSubscription::subscribed);
  }

  private List<SharedSubscription> takeWaiting() {
    List<SharedSubscription> all = waiting;
    waiting = List.of();
    return all;
  }

  /** The home loop: those who wait cannot be served; those already served go on. */
  void refused(BrokerError error) {
    asking = false;
    Subscribers old = predecessor;
    predecessor = null;
    for (SharedSubscription member : takeWaiting()) {
      member.refused(error);
    }
    endIfEmpty();
    if (old != null && !old.gone && gone) {
      members.put(key, old);
    }
  }

  /** The home loop: the queue or the binding is lost for good. */
  void cancelled(BrokerError error) {
    if (gone) {
      return;
    }
    gone = true;
    members.remove(key, this);
    for (SharedSubscription member : active.takeAll()) {
      member.cancelled(error);
    }
    for (SharedSubscription member : takeWaiting()) {
      member.refused(error);
    }
  }

  /** The home loop: the exchange needs a queue for each routing key; move there without a gap. */
  void moveAway() {
    if (!gone && members.isCurrent(key, this)) {
      members.renew(key).follow(this);
    }
  }

  private void follow(Subscribers old) {
    predecessor = old;
    ask();
  }

  /** A message, to each member there is. */
  void deliver(Delivery delivery) {
    if (active.deliver(delivery)) {
      endIfEmpty();
    }
  }
}
