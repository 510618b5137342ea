package io.github.stomprelay.auth;

import io.jsonwebtoken.JwtException;
import java.io.Serial;

/** A token that is not accepted, in the words that its sender may read. */
final class TokenRefused extends JwtException {
  @Serial private static final long serialVersionUID = 1L;

  private final String summary;

  TokenRefused(String summary, String detail) {
    super(detail);
    this.summary = summary;
  }

  static TokenRefused because(String detail) {
    return new TokenRefused("Token refused", detail);
  }

  static TokenRefused missing(String detail) {
    return new TokenRefused("Token missing", detail);
  }

  static TokenRefused expired(String detail) {
    return new TokenRefused("Token expired", detail);
  }

  String summary() {
    return summary;
  }

  /** {@link #getMessage}, known to be there. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
