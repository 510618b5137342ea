package io.github.stomprelay.session;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a client's connection.
 *
 * @param address the client's, after PROXY protocol or a trusted X-Forwarded-For
 * @param transport how it came: {@code tcp}, {@code websocket}, {@code sockjs-websocket}, {@code
 *     sockjs-xhr}, ...
 * @param encrypted whether by TLS
 * @param certificate the client's verified certificate, or null
 * @param splitsOnNul whether the client may take a NUL in a body for the end of the frame and what
 *     follows for another one: SockJS, or a WebSocket that did not offer v12.stomp first
 * @param credentials of the HTTP request that opened the session
 * @param local whether the client is on this machine, and no proxy between it and the relay
 */
public record Peer(
    InetSocketAddress address,
    String transport,
    boolean encrypted,
    @Nullable X509Certificate certificate,
    boolean splitsOnNul,
    HttpCredentials credentials,
    boolean local) {}
