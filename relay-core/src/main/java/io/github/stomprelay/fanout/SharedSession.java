package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import org.jspecify.annotations.Nullable;

/**
 * A session's share of the broker: what can be shared becomes a {@link SharedSubscription},
 * everything else passes through. Confined to the session's loop.
 */
final class SharedSession implements BrokerSession {
  private final BrokerAccount account;
  private final SubscriberLoop members;
  private final BrokerSession own;
  private @Nullable SharedSubscription first;

  SharedSession(BrokerAccount account, SubscriberLoop members, BrokerSession own) {
    this.account = account;
    this.members = members;
    this.own = own;
  }

  @Override
  public void name(String name) {
    own.name(name);
  }

  @Override
  public void publish(Publication publication, PublishListener listener) {
    own.publish(publication, listener);
  }

  @Override
  public Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
    if (!isShareable(request)) {
      return own.subscribe(request, listener);
    }
    Binding binding = request.bindings().get(0);
    Subscribers subscribers =
        members.subscribers(
            new SubscriberLoop.Key(account, binding.exchange(), binding.routingKey()));
    SharedSubscription membership = new SharedSubscription(this, listener, subscribers);
    membership.next = first;
    first = membership;
    members.counters().members.increment();
    subscribers.add(membership);
    return membership;
  }

  private static boolean isShareable(SubscriptionRequest request) {
    return request.shareable()
        && request.bindings().size() == 1
        && request.bindings().get(0).arguments().isEmpty();
  }

  /** A membership has ended. */
  void forget(SharedSubscription membership) {
    members.counters().members.decrement();
    if (first == membership) {
      first = membership.next;
      return;
    }
    for (SharedSubscription each = first; each != null; each = each.next) {
      if (each.next == membership) {
        each.next = membership.next;
        return;
      }
    }
  }

  @Override
  public void whenPublished(Runnable done) {
    own.whenPublished(done);
  }

  @Override
  public void close() {
    for (SharedSubscription each = first; each != null; each = first) {
      each.drop();
    }
    own.close();
  }
}
