package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of a shared queue that came by none of its bindings: published with a BCC header, or
 * the exchange is not what the relay was told. Only a queue for each routing key gets these to
 * their subscribers, so the first one moves them all there. Confined to the queue's home loop.
 */
final class Strays {
  private static final Logger log = LoggerFactory.getLogger(Strays.class);

  private final FanoutParts parts;
  private final QueueKey key;
  private final BindingTable bindings;
  private boolean seen;

  Strays(FanoutParts parts, QueueKey key, BindingTable bindings) {
    this.parts = parts;
    this.key = key;
    this.bindings = bindings;
  }

  /** Whether there was one: who subscribes here has to move on. */
  boolean seen() {
    return seen;
  }

  void came(Message message) {
    parts.counters().strays.increment();
    if (seen) {
      return;
    }
    seen = true;
    if (parts.placement().move(key)) {
      parts.counters().movedExchanges.increment();
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
