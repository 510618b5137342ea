package io.github.stomprelay.transport;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What a listening socket is to speak. */
public sealed interface Listener permits TcpListener, HttpListener {
  /** The listener's name in logs, such as {@code stomp} or {@code http}. */
  String name();

  /** Returns where to listen; port 0 takes a free one. */
  InetSocketAddress address();

  /** TLS on this listener, or null for none. */
  @Nullable TlsSettings tls();

  /** Returns whose word is taken about the client's address. */
  ProxySettings proxies();
}
