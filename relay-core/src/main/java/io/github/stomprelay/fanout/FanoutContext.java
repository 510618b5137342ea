package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Broker;

/**
 * What all loops share, each part safe for all threads.
 *
 * @param broker the one that is wrapped
 */
record FanoutContext(
    Broker broker, FanoutOptions options, QueuePlacement placement, FanoutCounters counters) {}
