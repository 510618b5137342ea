package io.github.stomprelay.broker;

/**
 * One delivery of a message to one subscription, to be settled exactly once. Settling works after
 * the subscription was cancelled too, as long as the broker session is open. A delivery whose link
 * was lost in the meantime is void: settling it does nothing, and the broker delivers the message
 * again.
 */
public interface Delivery {
  /** The message. */
  Message message();

  /** Acknowledges: the broker forgets the message. Merged with others and sent lazily. */
  void ack();

  /**
   * Gives the message back.
   *
   * @param requeue true: it is delivered again, under the subscription's {@link RetryPolicy} if
   *     there is one; false: it is dead-lettered, where the policy says or else as the queue says
   */
  void nack(boolean requeue);

  /** Gives back what the client never looked at: it is delivered again, and no attempt counted. */
  void giveBack();

  /**
   * Returns whether it needs no answer: the broker has its acknowledgement already, {@link #ack}
   * and {@link #nack} do nothing.
   */
  default boolean isSettled() {
    return false;
  }
}
