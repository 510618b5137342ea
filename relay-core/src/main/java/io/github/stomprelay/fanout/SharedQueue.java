package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One exclusive queue of the relay and the bindings that its subscribers need: bound when the first
 * one comes, unbound some time after the last one went, deleted with its last binding. Confined to
 * its home loop.
 */
final class SharedQueue implements SubscriptionListener {
  private static final Logger log = LoggerFactory.getLogger(SharedQueue.class);

  private final QueueLoop home;
  private final AccountSession session;
  private final QueueKey key;
  private final BindingTable bindings;
  private final UnmatchedDeliveries unmatched;
  private final List<SharedBinding> found = new ArrayList<>();
  private @Nullable Subscription subscription;
  private boolean subscribed;
  private boolean ended;

  /** Bindings that are not {@link SharedBinding.State#UNBOUND}. */
  private int live;

  SharedQueue(QueueLoop home, AccountSession session, QueueKey key) {
    this.home = home;
    this.session = session;
    this.key = key;
    this.bindings = new BindingTable(key.routing());
    this.unmatched = new UnmatchedDeliveries(home.context(), key, bindings);
  }

  QueueKey key() {
    return key;
  }

  String exchange() {
    return key.exchange();
  }

  /** Declares and consumes; bindings follow when that stands. */
  void start() {
    String prefix = home.context().options().queuePrefix().of(key.account().user());
    String name = prefix + "stomp-subscription-" + UUID.randomUUID();
    QueueDeclaration declaration = new QueueDeclaration(name, false, true, false, Map.of());
    int prefetch = home.context().options().prefetch();
    subscription =
        session.subscribe(
            new SubscriptionRequest(
                name, declaration, List.of(), prefetch, Map.of(), true, false, null),
            this);
  }

  void join(Subscribers subscribers) {
    SharedBinding binding = bindings.get(subscribers.routingKey());
    if (binding == null) {
      binding = bindings.add(this, subscribers.routingKey());
      home.context().counters().bindings.increment();
      live++;
    }
    home.idle().stop(binding);
    home.unbound().stop(binding);
    long verifyAfter = home.context().options().verifyAfter().toNanos();
    if (binding.boundSince(Environment.nanoTime() - verifyAfter)) {
      attach(binding, subscribers);
      return;
    }
    binding.await(subscribers);
    if (!binding.asking()) {
      live += binding.state() == SharedBinding.State.UNBOUND ? 1 : 0;
      binding.ask();
      bind(binding);
    }
  }

  private void bind(SharedBinding binding) {
    if (subscribed && subscription != null) {
      subscription.bind(binding.toBroker(), binding);
    }
  }

  private void attach(SharedBinding binding, Subscribers subscribers) {
    binding.attach(subscribers);
    subscribers.tell(Subscribers::joined);
    if (unmatched.seen()) {
      subscribers.tell(Subscribers::moveAway);
    }
  }

  void leave(Subscribers subscribers) {
    SharedBinding binding = bindings.get(subscribers.routingKey());
    if (binding != null) {
      binding.remove(subscribers);
      lingerIfIdle(binding);
    }
  }

  private void lingerIfIdle(SharedBinding binding) {
    boolean bound = binding.state() == SharedBinding.State.BOUND;
    if (bound && binding.isIdle() && !binding.asking()) {
      home.idle().start(binding);
    }
  }

  @Override
  public void onSubscribed() {
    subscribed = true;
    for (SharedBinding binding : bindings.all()) {
      if (binding.asking()) {
        bind(binding);
      }
    }
  }

  /** The broker has confirmed it. */
  void bound(SharedBinding binding) {
    if (!ended) {
      binding.takeWaiting().forEach(each -> attach(binding, each));
      lingerIfIdle(binding);
    }
  }

  /** The broker refused it, at the first time or when it was asked again. */
  void refused(SharedBinding binding, BrokerError error) {
    if (ended) {
      return;
    }
    binding.takeWaiting().forEach(each -> each.tell(to -> to.refused(error)));
    if (binding.state() == SharedBinding.State.BOUND) {
      lingerIfIdle(binding);
    } else {
      drop(binding);
    }
  }

  /** It stood, was lost with the link, and could not be made again. */
  void lost(SharedBinding binding, BrokerError error) {
    if (!ended) {
      for (Subscribers each : binding.takeAttached()) {
        each.tell(to -> to.cancelled(error));
      }
      drop(binding);
    }
  }

  /** Its linger is over. */
  void unbind(SharedBinding binding) {
    live--;
    binding.unbound();
    if (live == 0) {
      end();
    } else if (subscription != null) {
      subscription.unbind(binding.toBroker());
      home.unbound().start(binding);
    }
  }

  /** Nothing can come by it any more. */
  void drop(SharedBinding binding) {
    live -= binding.state() == SharedBinding.State.UNBOUND ? 0 : 1;
    remove(binding);
    bindings.remove(binding);
    if (live == 0) {
      end();
    }
  }

  private void remove(SharedBinding binding) {
    home.idle().stop(binding);
    home.unbound().stop(binding);
    home.context().counters().bindings.decrement();
  }

  private void end() {
    if (!ended) {
      forget();
      if (subscription != null) {
        subscription.cancel(false, error -> {});
      }
      session.remove(this);
    }
  }

  private void forget() {
    ended = true;
    bindings.all().forEach(this::remove);
    home.forget(this);
  }

  @Override
  public void onDelivery(Delivery delivery) {
    Message message = delivery.message();
    bindings.match(message, found);
    if (!found.isEmpty()) {
      give(message);
      found.clear();
    } else if (!ended) {
      unmatched.onUnmatched(message);
    }
    home.dispatcher().delivered(delivery);
  }

  /** One message ends nobody's subscription, and the queue is nobody's who could take it out. */
  @Override
  public boolean onTooLarge(BrokerError error) {
    log.warn("a message to exchange '{}' reaches nobody here: {}", key.exchange(), error.text());
    return true;
  }

  private void give(Message message) {
    SharedDelivery shared = new SharedDelivery(message);
    for (int i = 0; i < found.size(); i++) {
      for (Subscribers subscribers : found.get(i).attached()) {
        home.dispatcher().deliver(shared, subscribers);
      }
    }
  }

  @Override
  public void onRefused(BrokerError error) {
    fail(error);
  }

  @Override
  public void onCancelled(BrokerError error) {
    fail(error);
  }

  private void fail(BrokerError error) {
    if (ended) {
      return;
    }
    forget();
    for (SharedBinding binding : bindings.all()) {
      binding.takeWaiting().forEach(each -> each.tell(to -> to.refused(error)));
      for (Subscribers each : binding.takeAttached()) {
        each.tell(to -> to.cancelled(error));
      }
    }
    session.remove(this);
  }
}
