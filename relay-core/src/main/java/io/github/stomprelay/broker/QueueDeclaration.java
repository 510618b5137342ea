package io.github.stomprelay.broker;

import java.util.Map;

/**
 * A queue.declare.
 *
 * @param name empty for a name of the broker's choice
 * @param arguments values as in {@link MessageProperties#headers}
 */
public record QueueDeclaration(
    String name,
    boolean durable,
    boolean exclusive,
    boolean autoDelete,
    Map<String, Object> arguments) {}
