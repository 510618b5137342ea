package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.SubscriptionListener;

/**
 * Tells a subscription's listener how it stands, each thing once: subscribed, and at the end
 * refused or cancelled. Confined to its loop.
 */
final class SubscriptionOutcome {
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
      Callbacks.tell("subscription", listener::onSubscribed);
    }
  }

  /** It is gone for good. */
  void failed(BrokerError error) {
    if (subscribed) {
      Callbacks.tell("subscription", () -> listener.onCancelled(error));
    } else {
      Callbacks.tell("subscription", () -> listener.onRefused(error));
    }
  }
}
