package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.stomp.StompEncoder;

/**
 * What all STOMP connections of a server share.
 *
 * @param gate whether requests may begin new sessions
 */
record StompContext(
    SessionAcceptor sessions,
    TransportSettings settings,
    StompEncoder encoder,
    TransportCounters counters,
    LogLimit badFrames,
    SessionGate gate) {}
