package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.stomp.StompEncoder;

/**
 * What all STOMP connections of a server share.
 *
 * @param memory what waits in the whole relay
 * @param gate whether requests may begin new sessions
 */
record StompContext(
    SessionAcceptor sessions,
    MemoryBudget memory,
    TransportSettings settings,
    StompEncoder encoder,
    TransportCounters counters,
    LogLimit badFrames,
    SessionGate gate) {}
