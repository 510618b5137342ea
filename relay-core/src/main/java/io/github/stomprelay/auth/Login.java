package io.github.stomprelay.auth;

import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client presents at CONNECT, or to renew its token.
 *
 * @param headers of the frame
 * @param tokens and other credentials that came by another way than a header, by the way's word
 * @param loopback whether the client is on this machine
 * @param certificate the client's verified TLS certificate, or null
 */
public record Login(
    Map<String, String> headers,
    Map<String, String> tokens,
    boolean loopback,
    @Nullable X509Certificate certificate) {
  /** The way of a token that came as the body of a SEND. */
  public static final String BODY = "body";

  /** The way of credentials by HTTP Basic. */
  public static final String BASIC = "basic";

  /** HTTP's header Authorization with the scheme Basic, or null. */
  @Nullable String basic() {
    return tokens.get(BASIC);
  }

  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** Header names only: values are secrets. */
  @Override
  public String toString() {
    return "Login" + headers.keySet();
  }
}
