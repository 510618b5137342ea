package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The broker session by which one home loop consumes all shared queues of one account; closed with
 * its last queue. Confined to the home loop.
 */
final class AccountSession implements BrokerSession.Events {
  private final QueueLoop home;
  private final BrokerAccount account;
  private final BrokerSession session;
  private final Set<SharedQueue> queues = new HashSet<>();

  AccountSession(QueueLoop home, FanoutContext context, BrokerAccount account) {
    this.home = home;
    this.account = account;
    this.session = context.broker().open(account, home.loop(), this);
  }

  void add(SharedQueue queue) {
    queues.add(queue);
  }

  Subscription subscribe(SubscriptionRequest request, SubscriptionListener listener) {
    return session.subscribe(request, listener);
  }

  void remove(SharedQueue queue) {
    queues.remove(queue);
    if (queues.isEmpty()) {
      home.forget(account, this);
      session.close();
    }
  }

  @Override
  public void onFailed(BrokerError error) {
    List.copyOf(queues).forEach(queue -> queue.onCancelled(error));
  }

  /** Shared queues only consume. */
  @Override
  public void onPublishingPaused() {}

  @Override
  public void onPublishingResumed() {}
}
