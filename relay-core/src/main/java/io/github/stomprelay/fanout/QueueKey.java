package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.BrokerAccount;
import org.jspecify.annotations.Nullable;

/**
 * Which shared queue.
 *
 * @param part number among the exchange's queues
 * @param onlyBinding the routing key of its one binding, or null for a queue with a binding for
 *     each routing key in use
 */
record QueueKey(
    BrokerAccount account,
    String exchange,
    Routing routing,
    int part,
    @Nullable String onlyBinding) {}
