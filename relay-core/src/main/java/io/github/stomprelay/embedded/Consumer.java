package io.github.stomprelay.embedded;

/** One basic.consume. */
final class Consumer {

  private final String tag;
  private final BrokerChannel channel;
  private final MessageQueue queue;
  private final boolean noAck;
  private final boolean exclusive;
  private final int prefetch;
  private int unacknowledged;

  /**
   * @param prefetch messages that may be out for acknowledgement; 0: any number
   */
  Consumer(
      String tag,
      BrokerChannel channel,
      MessageQueue queue,
      boolean noAck,
      boolean exclusive,
      int prefetch) {
    this.tag = tag;
    this.channel = channel;
    this.queue = queue;
    this.noAck = noAck;
    this.exclusive = exclusive;
    this.prefetch = prefetch;
  }

  String tag() {
    return tag;
  }

  BrokerChannel channel() {
    return channel;
  }

  MessageQueue queue() {
    return queue;
  }

  boolean exclusive() {
    return exclusive;
  }

  /** Returns whether a message may be delivered now. A socket that is full gets no more. */
  boolean canTake() {
    return channel.isWritable() && (noAck || prefetch == 0 || unacknowledged < prefetch);
  }

  void deliver(QueuedMessage message) {
    if (noAck) {
      queue.release(message);
    } else {
      unacknowledged++;
    }
    channel.deliver(this, message, noAck);
  }

  /** One of its messages was acknowledged, rejected or requeued. */
  void settled() {
    unacknowledged--;
  }
}
