package io.github.stomprelay.admin;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin port: requests by a known name, so that no page of another site gets in by
 * way of DNS, and with the token, if there is one.
 *
 * @param hosts names by which the port may be called, beside IP addresses
 * @param token that requests other than probes must carry, or null
 */
public record AdminAccess(Set<String> hosts, @Nullable String token) {
  private static final String SCHEME = "bearer ";

  /** Whether the {@code Host} header names this machine as it may be named. */
  boolean knowsHost(@Nullable String host) {
    if (host == null) {
      return true;
    }
    String name = withoutPort(host).toLowerCase(Locale.ROOT);
    return hosts.contains(name)
        || NetUtil.isValidIpV4Address(name)
        || NetUtil.isValidIpV6Address(name);
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.lastIndexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  /** Whether the {@code Authorization} header carries the token; compared in constant time. */
  boolean admits(@Nullable String authorization) {
    if (token == null) {
      return true;
    }
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8),
        authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether sessions may be seen and ended from there: by whoever has the token, or, without one,
   * from this machine alone, whatever socket the relay was given to listen on.
   */
  boolean showsSessions(SocketAddress from) {
    return token != null
        || (from instanceof InetSocketAddress internet
            && internet.getAddress() != null
            && internet.getAddress().isLoopbackAddress());
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "AdminAccess" + hosts;
  }
}
