package io.github.stomprelay.auth;

import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client presents at CONNECT.
 *
 * @param headers of the CONNECT frame
 * @param loopback whether the client is on this machine
 * @param certificate the client's verified TLS certificate, or null
 */
public record Login(
    Map<String, String> headers, boolean loopback, @Nullable X509Certificate certificate) {

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
