package io.github.stomprelay.broker;

import java.util.Map;

/**
 * A queue.declare.
 *
 * @param name empty for a name of the broker's choice
 * @param existing what becomes of it when there is such a queue already
 * @param arguments values as in {@link MessageProperties#headers}
 */
public record QueueDeclaration(
    String name,
    Existing existing,
    boolean durable,
    boolean exclusive,
    boolean autoDelete,
    Map<String, Object> arguments) {

  /** What a queue that exists must be like. */
  public enum Existing {
    /** As it is declared here, or the broker refuses. */
    EQUAL,
    /** There, and is left as it is (AMQP's passive): the rest counts for nothing. */
    REQUIRED,
    /** Anything: it is used as it is. */
    AS_IT_IS
  }

  /** Declares it if it does not exist. */
  public QueueDeclaration(
      String name,
      boolean durable,
      boolean exclusive,
      boolean autoDelete,
      Map<String, Object> arguments) {
    this(name, Existing.EQUAL, durable, exclusive, autoDelete, arguments);
  }

  /** Only asks whether it exists. */
  public static QueueDeclaration passive(String name) {
    return new QueueDeclaration(name, Existing.REQUIRED, false, false, false, Map.of());
  }

  /** The same, but content with whatever exists under this name. */
  public QueueDeclaration asItIs() {
    return new QueueDeclaration(name, Existing.AS_IT_IS, durable, exclusive, autoDelete, arguments);
  }
}
