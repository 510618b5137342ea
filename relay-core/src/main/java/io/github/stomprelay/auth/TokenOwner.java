package io.github.stomprelay.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whose token a password is that RabbitMQ checks, where it has the form of a JWT: by the claims
 * that RabbitMQ's OAuth 2 plugin may name its user by. Nothing is verified here; to be asked of
 * passwords that RabbitMQ accepts.
 */
record TokenOwner(@Nullable Object issuer, @Nullable Object subject, @Nullable Object client) {

  /** Returns whether two passwords are tokens of the same user, or neither is a token. */
  static boolean isSame(String one, String other) {
    return Objects.equals(of(one), of(other));
  }

  private static @Nullable TokenOwner of(String password) {
    String[] parts = password.split("\\.", -1);
    if (parts.length != 3) {
      return null;
    }
    try {
      byte[] json = Base64.getUrlDecoder().decode(parts[1]);
      Map<String, Object> claims = TokenJson.read(new String(json, StandardCharsets.UTF_8));
      return new TokenOwner(claims.get("iss"), claims.get("sub"), claims.get("client_id"));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }
}
