package io.github.stomprelay.broker;

/** What a subscription is told, on the session's event loop. */
public interface SubscriptionListener {
  /**
   * Consuming and bound: from now on nothing is missed. Once, also when links are rebuilt later.
   * Deliveries may precede it.
   */
  void onSubscribed();

  /** A message. */
  void onDelivery(Delivery delivery);

  /** Could not be set up; the subscription is gone. Instead of {@link #onSubscribed}. */
  void onRefused(BrokerError error);

  /**
   * Ended by the broker after it was set up (queue deleted, node down) and could not be renewed; it
   * is gone.
   */
  void onCancelled(BrokerError error);
}
