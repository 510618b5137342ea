package io.github.stomprelay.amqp;

import io.github.stomprelay.limit.MemoryBudget;

/** What all loops of a broker share, each part safe for several threads. */
record RelayParts(
    AmqpOptions options,
    LinkConnector connector,
    MemoryBudget memory,
    Reachability reachability,
    RebuildBarrier barrier,
    OutageBuffer outage,
    QueueMemories memories,
    Counters counters,
    TopologyDeclaration topology) {}
