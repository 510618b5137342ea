package io.github.stomprelay.session;

/**
 * RabbitMQ's direct reply-to: a queue that is none, of the channel that asks. The relay publishes
 * and consumes on different links, so its sessions cannot ask that way; they can answer.
 */
final class DirectReply {
  private static final String QUEUE = "amq.rabbitmq.reply-to";
  private static final String INSTEAD =
      "RabbitMQ's direct reply-to is not offered, because the relay publishes and consumes on"
          + " different AMQP channels; use reply-to:/temp-queue/NAME\n";

  private DirectReply() {}

  /** Refuses a SEND that wants its answers that way. */
  static void refuseAsReplyTo(String replyTo) throws StompError {
    if (replyTo.equals(QUEUE)) {
      throw new StompError("Processing error", "header 'reply-to' is '" + QUEUE + "': " + INSTEAD);
    }
  }

  /** Refuses a SUBSCRIBE that waits for such answers. */
  static void refuseAsQueue(String queue) throws StompError {
    if (queue.equals(QUEUE)) {
      throw new StompError("Invalid destination", "'" + QUEUE + "': " + INSTEAD);
    }
  }

  /**
   * Returns whether the routing key is the address of somebody who asked that way. RabbitMQ
   * delivers there, and yet returns it as unroutable where it is mandatory.
   */
  static boolean isAddress(String routingKey) {
    return routingKey.startsWith(QUEUE + ".");
  }
}
