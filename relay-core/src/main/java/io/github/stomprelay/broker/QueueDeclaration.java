package io.github.stomprelay.broker;

import java.util.Map;

/**
 * A queue.declare.
 *
 * @param name empty for a name of the broker's choice
 * @param passive whether the queue must exist and is left as it is: the rest counts for nothing
 * @param arguments values as in {@link MessageProperties#headers}
 */
public record QueueDeclaration(
    String name,
    boolean passive,
    boolean durable,
    boolean exclusive,
    boolean autoDelete,
    Map<String, Object> arguments) {

  /** Declares it if it does not exist. */
  public QueueDeclaration(
      String name,
      boolean durable,
      boolean exclusive,
      boolean autoDelete,
      Map<String, Object> arguments) {
    this(name, false, durable, exclusive, autoDelete, arguments);
  }

  /** Only asks whether it exists. */
  public static QueueDeclaration passive(String name) {
    return new QueueDeclaration(name, true, false, false, false, Map.of());
  }
}
