package io.github.stomprelay.admin;

import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.Neighbour;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask the admin port: requests by a known name, so that no page of another site gets in by
 * way of DNS, and with the token, if there is one.
 *
 * @param hosts names by which the port may be called
 * @param token that requests other than probes must carry, or null
 */
public record AdminAccess(HostNames hosts, @Nullable String token) {
  private static final String SCHEME = "bearer ";

  /**
   * Returns whether the {@code Authorization} header carries the token; compared in constant time.
   */
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
   * Returns whether sessions may be seen and ended by a request with these headers: by whoever has
   * the token, or, without one, from this machine alone, whatever socket the relay was given to
   * listen on, and not through a proxy.
   */
  boolean showsSessions(SocketAddress from, HttpHeaders headers) {
    return token != null || (Neighbour.isLocal(from) && Neighbour.asksForItself(headers));
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "AdminAccess" + hosts;
  }
}
