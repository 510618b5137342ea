package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.Neighbour;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Knows who is at the other end of a socket: by the socket itself, PROXY protocol and TLS. */
final class ClientAddress {
  private static final AttributeKey<InetSocketAddress> PROXIED =
      AttributeKey.valueOf(ClientAddress.class, "proxied");

  private static final InetSocketAddress UNKNOWN = InetSocketAddress.createUnresolved("unknown", 0);

  private ClientAddress() {}

  /**
   * The connection is a trusted proxy's, which said so at its beginning: not of this machine, be
   * the address what it may.
   */
  static void proxied(Channel channel, InetSocketAddress address) {
    channel.attr(PROXIED).set(address);
  }

  /** The client's address. */
  static InetSocketAddress of(Channel channel) {
    InetSocketAddress proxied = channel.attr(PROXIED).get();
    if (proxied != null) {
      return proxied;
    }
    return channel.remoteAddress() instanceof InetSocketAddress address ? address : UNKNOWN;
  }

  /** The client, after the TLS handshake if there is one. */
  static HttpClient client(Channel channel) {
    @Nullable SslHandler tls = channel.pipeline().get(SslHandler.class);
    boolean local =
        channel.attr(PROXIED).get() == null && Neighbour.isLocal(channel.remoteAddress());
    return new HttpClient(of(channel), tls != null, tls == null ? null : certificate(tls), local);
  }

  private static @Nullable X509Certificate certificate(SslHandler tls) {
    try {
      return tls.engine().getSession().getPeerCertificates()[0] instanceof X509Certificate x509
          ? x509
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }
}
