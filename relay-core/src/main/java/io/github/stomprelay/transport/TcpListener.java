package io.github.stomprelay.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Plain STOMP over TCP, or over TLS. */
public record TcpListener(
    String name, InetSocketAddress address, @Nullable TlsSettings tls, ProxySettings proxies)
    implements Listener {

  /** Without TLS and without proxies. */
  public static TcpListener plain(InetSocketAddress address) {
    return new TcpListener("stomp", address, null, ProxySettings.NONE);
  }
}
