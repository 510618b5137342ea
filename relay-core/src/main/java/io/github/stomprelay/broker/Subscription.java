package io.github.stomprelay.broker;

/** A running subscription's handle, on the session's event loop. */
public interface Subscription {
  /**
   * Stops deliveries. Deliveries not settled yet stay so until they are settled or the broker
   * session closes.
   *
   * @param deleteQueue whether to delete the queue as well, although the subscription does not own
   *     it
   * @param done runs when the broker has confirmed, or at once where there is no broker to ask
   */
  void cancel(boolean deleteQueue, Runnable done);
}
