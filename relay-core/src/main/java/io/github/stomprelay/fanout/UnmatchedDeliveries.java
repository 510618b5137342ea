package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a shared queue that came by none of its bindings: published with a BCC header, or
 * the exchange is not what the relay was told. Only a queue for each routing key gets these to
 * their subscribers, so the first one moves them all there. Confined to the queue's home loop.
 */
final class UnmatchedDeliveries {
  private static final Logger log = LoggerFactory.getLogger(UnmatchedDeliveries.class);

  private final FanoutContext context;
  private final QueueKey key;
  private final BindingTable bindings;
  private boolean seen;

  UnmatchedDeliveries(FanoutContext context, QueueKey key, BindingTable bindings) {
    this.context = context;
    this.key = key;
    this.bindings = bindings;
  }

  /** Returns whether there was one: who subscribes here has to move on. */
  boolean seen() {
    return seen;
  }

  void onUnmatched(Message message) {
    context.counters().strays.increment();
    if (seen) {
      return;
    }
    seen = true;
    if (context.placement().move(key)) {
      context.counters().movedExchanges.increment();
      log.warn(
          "exchange {} brings messages that no binding explains (BCC header?), such as routing key"
              + " {}: its subscriptions get a queue per routing key from now on, vhost={}",
          key.exchange(),
          message.routingKey(),
          key.account().virtualHost());
    }
    for (SharedBinding binding : bindings.all()) {
      for (Subscribers subscribers : binding.attached()) {
        subscribers.tell(Subscribers::moveAway);
      }
    }
  }
}
