/**
 * The SockJS protocol as sockjs-node 0.3 and sockjs-client 1.x speak it: sessions and their
 * transports. Hands messages to a receiver and takes messages from it; ignorant of STOMP.
 *
 * <p>Reading order: {@link io.github.stomprelay.transport.sockjs.SockJsEndpoint}, then {@link
 * io.github.stomprelay.transport.sockjs.PollingSession}.
 */
@NullMarked
package io.github.stomprelay.transport.sockjs;

import org.jspecify.annotations.NullMarked;
