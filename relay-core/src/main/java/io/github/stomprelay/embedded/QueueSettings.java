package io.github.stomprelay.embedded;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue as it was declared.
 *
 * @param durable remembered and compared; nothing survives the end of this broker
 * @param owner of an exclusive queue; null: any connection may use it
 */
record QueueSettings(
    String name,
    boolean durable,
    boolean autoDelete,
    @Nullable BrokerConnection owner,
    Map<String, Object> arguments,
    QueueLimits limits) {

  /** As RabbitMQ names it in its error texts. */
  static String description(String name) {
    return "queue '" + name + "' in vhost '/'";
  }

  String description() {
    return description(name);
  }

  /** 405 unless that connection may use the queue. */
  void requireAccess(BrokerConnection connection) throws AmqpError {
    if (owner != null && owner != connection) {
      throw locked();
    }
  }

  /** 405 or 406 unless a declaration with these settings means this queue. */
  void requireEquivalent(QueueSettings received) throws AmqpError {
    Equivalence equivalence = new Equivalence(description());
    equivalence.require("durable", received.durable, durable);
    equivalence.require("auto_delete", received.autoDelete, autoDelete);
    if (received.owner != owner) {
      throw locked();
    }
    equivalence.requireArguments(received.arguments, arguments);
  }

  private AmqpError locked() {
    return AmqpError.ofChannel(
        ReplyCode.RESOURCE_LOCKED,
        "cannot obtain exclusive access to locked "
            + description()
            + ". It could be originally declared on another connection or the exclusive property value does not"
            + " match that of the original declaration.");
  }
}
