package io.github.stomprelay.transport.http;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request.
 *
 * @param address after PROXY protocol or a trusted X-Forwarded-For
 * @param encrypted whether the client's connection is by TLS, to here or to a trusted proxy
 * @param certificate the client's verified certificate, or null
 * @param local whether it is on this machine, and no proxy in between (see {@link Neighbour})
 */
public record HttpClient(
    InetSocketAddress address,
    boolean encrypted,
    @Nullable X509Certificate certificate,
    boolean local) {}
