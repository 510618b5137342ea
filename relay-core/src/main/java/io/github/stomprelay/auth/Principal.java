package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who a session is.
 *
 * @param name the token's subject, the login, the certificate's name, or {@code anonymous}
 * @param claims of the token; JSON values; empty for other ways to authenticate
 * @param expiresAt when the session must end, or null
 * @param account the broker account its links use
 * @param announced whether CONNECTED carries {@code user-name}
 */
public record Principal(
    String name,
    Map<String, Object> claims,
    @Nullable Instant expiresAt,
    BrokerAccount account,
    boolean announced) {

  /** Returns whether a token says so. */
  public boolean byToken() {
    return !claims.isEmpty();
  }

  /** Returns whether the other one is the same user, by the same issuer's word. */
  public boolean isSameUser(Principal other) {
    return name.equals(other.name)
        && account.equals(other.account)
        && Objects.equals(claims.get("sub"), other.claims.get("sub"))
        && Objects.equals(claims.get("iss"), other.claims.get("iss"));
  }
}
