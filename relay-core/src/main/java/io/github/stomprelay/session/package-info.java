/**
 * One client's STOMP semantics, divided by kind of state, and the registry of all sessions. Knows
 * neither sockets nor the AMQP driver: a client is reached through {@link
 * io.github.stomprelay.session.ClientConnection}, the broker through {@link
 * io.github.stomprelay.broker.BrokerSession}. All state of a session is confined to its event loop,
 * and its methods are called there; what is shared by sessions or threads says so.
 */
@NullMarked
package io.github.stomprelay.session;

import org.jspecify.annotations.NullMarked;
