package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.QueueDeclaration;
import java.util.List;
import java.util.Map;

/**
 * What the relay declares with its own account before it serves: what is missing is created, what
 * exists is never changed. Argument values are as in {@link
 * io.github.stomprelay.broker.MessageProperties}.
 */
public record Topology(
    List<Exchange> exchanges, List<QueueDeclaration> queues, List<QueueBinding> bindings) {

  public static final Topology NONE = new Topology(List.of(), List.of(), List.of());

  public Topology {
    exchanges = List.copyOf(exchanges);
    queues = List.copyOf(queues);
    bindings = List.copyOf(bindings);
  }

  /**
   * An exchange.declare.
   *
   * @param type direct, fanout, topic, headers or a plugin's
   */
  public record Exchange(
      String name,
      String type,
      boolean durable,
      boolean autoDelete,
      boolean internal,
      Map<String, Object> arguments) {}

  /** A queue.bind. */
  public record QueueBinding(
      String queue, String exchange, String routingKey, Map<String, Object> arguments) {}
}
