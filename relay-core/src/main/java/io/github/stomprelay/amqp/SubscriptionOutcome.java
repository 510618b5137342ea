package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.SubscriptionListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a subscription's listener how it stands, each thing once: subscribed, and at the end
 * refused or cancelled. A listener that fails harms nobody else. Confined to its loop.
 */
final class SubscriptionOutcome {
  private static final Logger log = LoggerFactory.getLogger(SubscriptionOutcome.class);

  private final SubscriptionListener listener;
  private boolean subscribed;

  SubscriptionOutcome(SubscriptionListener listener) {
    this.listener = listener;
  }

  /** Whether it was told that it is subscribed. */
  boolean isSubscribed() {
    return subscribed;
  }

  /** It is set up, perhaps not for the first time. */
  void running() {
    if (!subscribed) {
      subscribed = true;
      guarded(listener::onSubscribed);
    }
  }

  /** It is gone for good. */
  void failed(BrokerError error) {
    if (subscribed) {
      guarded(() -> listener.onCancelled(error));
    } else {
      guarded(() -> listener.onRefused(error));
    }
  }

  private static void guarded(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      log.error("a session failed on an event of its subscription", e);
    }
  }
}
