package io.github.stomprelay.amqp;

/** What all loops of a broker share, each part safe for several threads. */
record RelayParts(
    AmqpOptions options,
    LinkConnector connector,
    Reachability reachability,
    RebuildBarrier barrier,
    OutageBuffer outage,
    QueueMemories memories,
    Counters counters,
    TopologyDeclaration topology) {}
