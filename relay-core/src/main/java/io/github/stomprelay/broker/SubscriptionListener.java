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

  /**
   * The next message is larger than any that is taken.
   *
   * @return whether to go on without it, so that it is lost; otherwise it stays in its queue and
   *     the subscription ends, with {@link #onRefused} or {@link #onCancelled}
   */
  default boolean onTooLarge(BrokerError error) {
    return false;
  }

  /** Could not be set up; the subscription is gone. Instead of {@link #onSubscribed}. */
  void onRefused(BrokerError error);

  /**
   * Ended by the broker after it was set up (queue deleted, node down) and could not be renewed; it
   * is gone.
   */
  void onCancelled(BrokerError error);
}
