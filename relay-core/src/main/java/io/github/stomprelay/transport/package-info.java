/**
 * Listeners and pipelines: how bytes of TCP, TLS, PROXY protocol, HTTP, WebSocket and SockJS become
 * the frames of a session, and back. One builder per kind of pipeline; every handler has a name.
 *
 * <p>Reading order: {@link io.github.stomprelay.transport.TransportServer}, {@link
 * io.github.stomprelay.transport.StompConnection}. HTTP itself is in {@code transport.http}, the
 * SockJS protocol in {@code transport.sockjs}; neither knows STOMP.
 */
@NullMarked
package io.github.stomprelay.transport;

import org.jspecify.annotations.NullMarked;
