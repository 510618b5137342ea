/**
 * The HTTP/1.1 server under WebSocket, SockJS and the few pages: strict decoding, one exchange at a
 * time, limits, origins, the WebSocket handshake. Knows Netty only.
 */
@NullMarked
package io.github.stomprelay.transport.http;

import org.jspecify.annotations.NullMarked;
