package io.github.stomprelay.transport;

import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.stomp.StompEncoder;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What all STOMP connections of a server share.
 *
 * @param accepting whether requests on connections that are open already may begin new sessions
 */
record StompContext(
    SessionAcceptor sessions,
    TransportSettings settings,
    StompEncoder encoder,
    TransportCounters counters,
    LogLimit badFrames,
    AtomicBoolean accepting) {}
