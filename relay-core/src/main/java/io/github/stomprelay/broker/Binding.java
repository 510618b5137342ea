package io.github.stomprelay.broker;

import java.util.Map;

/** A queue.bind of the subscription's queue to an exchange. */
public record Binding(String exchange, String routingKey, Map<String, Object> arguments) {}
