package io.github.stomprelay.amqp;

import io.github.stomprelay.limit.MemoryBudget;

/** The parts that all loops of a broker share, each safe for several threads. */
record AmqpContext(
    AmqpOptions options,
    LinkConnector connector,
    MemoryBudget memory,
    Reachability reachability,
    RecoveryBarrier barrier,
    OutageBuffer outage,
    QueueMemories memories,
    Counters counters,
    TopologyDeclaration topology) {}
