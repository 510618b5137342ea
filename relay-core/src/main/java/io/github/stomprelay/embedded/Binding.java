package io.github.stomprelay.embedded;

import java.util.Map;

/** What leads messages from an exchange to a queue; two are the same when all parts are. */
record Binding(Exchange exchange, MessageQueue queue, String key, Map<String, Object> arguments) {}
