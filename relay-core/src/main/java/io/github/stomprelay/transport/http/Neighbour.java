package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client of this machine from whoever a proxy on this machine lets through: both come from
 * a loopback address. In doubt it is the proxy's client.
 */
public final class Neighbour {
  private Neighbour() {}

  /** Returns whether the socket comes from this machine. */
  public static boolean isLocal(@Nullable SocketAddress address) {
    return address instanceof InetSocketAddress internet
        && internet.getAddress() != null
        && internet.getAddress().isLoopbackAddress();
  }

  /**
   * Returns whether a request that comes from this machine was also made on it, by a client that
   * called the relay by a name of this machine.
   */
  public static boolean asksForItself(HttpHeaders headers) {
    @Nullable String host = headers.get(HttpHeaderNames.HOST);
    return host != null
        && HostName.of(host).isLoopback()
        && headers.names().stream().noneMatch(Neighbour::isOfAProxy);
  }

  /** X-Forwarded-For, Forwarded, X-Real-IP, True-Client-IP, Via and their relatives. */
  private static boolean isOfAProxy(String header) {
    String name = header.toLowerCase(Locale.ROOT);
    return name.equals("via") || name.contains("forwarded") || name.endsWith("-ip");
  }
}
