package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client is whom a signed token (JWT, RFC 7519) of CONNECT names. Verifying is pure computation
 * of some tens of microseconds (HMAC), so it happens on the caller's loop. The ERROR texts say what
 * is wrong with the token and never hold any of it.
 *
 * <p>The principal expires when the token does; one that the clock skew let in later gets the skew
 * as well.
 */
public final class JwtAuthenticator implements AuthenticationMethod {
  /** 9999-12-31T23:59:59Z: a time beyond it is no time. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private static final int MAX_NAME = 255;

  private final JwtOptions options;
  private final BrokerAccount account;
  private final Clock clock;
  private final DeniedTokens denied;
  private final TokenSources sources;
  private final TokenVerifier verifier;

  /**
   * Reads and checks the key: may touch the disk.
   *
   * @param account the relay's own, which all sessions work with
   * @param denied revoked tokens and users
   * @throws AuthenticationConfigException if the key cannot be used
   */
  public JwtAuthenticator(
      JwtOptions options, BrokerAccount account, DeniedTokens denied, Clock clock) {
    this.options = options;
    this.account = account;
    this.denied = denied;
    this.clock = clock;
    this.sources = new TokenSources(options.sources(), new TokenHeaders(options.headers()));
    this.verifier = new TokenVerifier(options, clock);
  }

  @Override
  public String name() {
    return "jwt";
  }

  @Override
  public boolean applies(Login login) {
    return sources.meant(login);
  }

  @Override
  public boolean renews(Principal principal) {
    return principal.byToken();
  }

  @Override
  public String wants() {
    return sources.wanted();
  }

  @Override
  public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
    answer(listener, () -> principal(login));
  }

  @Override
  public void renew(
      Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
    if (current.byToken()) {
      answer(listener, () -> renewed(current, login));
    } else {
      AuthenticationMethod.super.renew(current, login, loop, listener);
    }
  }

  private static void answer(Listener listener, Supplier<Principal> check) {
    Principal principal;
    try {
      principal = check.get();
    } catch (TokenRefused e) {
      listener.onRefused(e.summary(), e.detail());
      return;
    }
    listener.onAccepted(principal);
  }

  private Principal principal(Login login) {
    String token = sources.find(login);
    if (token == null) {
      throw TokenRefused.missing(
          "There is no token; send " + wants() + ", with or without 'Bearer ' before it.");
    }
    return principal(verifier.verify(token));
  }

  private Principal renewed(Principal current, Login login) {
    String body = login.tokens().get(Login.BODY);
    String token = body == null ? sources.headers().find(login) : TokenHeaders.token(body);
    if (token == null) {
      throw TokenRefused.missing(
          "The SEND holds no token; put it into the body, or into the header "
              + String.join(" or ", options.headers())
              + ".");
    }
    Principal renewed = principal(verifier.verify(token));
    if (!renewed.isSameUser(current)) {
      throw TokenRefused.because(
          "The token is not this session's user's (claims 'sub' and 'iss'): connect again with"
              + " it.");
    }
    return renewed;
  }

  /**
   * Whom a token names, without a client that shows it.
   *
   * @throws IllegalArgumentException if it is refused, with the reason
   */
  public Principal ownerOf(String token) {
    try {
      return principal(verifier.verify(token));
    } catch (TokenRefused e) {
      throw new IllegalArgumentException(e.detail(), e);
    }
  }

  private Principal principal(Map<String, Object> claims) {
    Instant expiresAt = time(claims, "exp");
    if (expiresAt == null && options.expiryRequired()) {
      throw TokenRefused.because("The token never expires; it needs a claim 'exp'.");
    }
    time(claims, "nbf");
    checkOrigin(claims);
    Principal principal =
        new Principal(
            nameIn(claims), claims, expiresAt == null ? null : end(expiresAt), account, true);
    if (denied.contain(principal)) {
      throw new TokenRefused("Token revoked", "The token has been revoked.");
    }
    return principal;
  }

  @Override
  public boolean isRevoked(Principal principal) {
    return principal.byToken() && denied.contain(principal);
  }

  private Instant end(Instant expiresAt) {
    return expiresAt.isAfter(clock.instant()) ? expiresAt : expiresAt.plus(options.clockSkew());
  }

  private static @Nullable Instant time(Map<String, ?> claims, String claim) {
    Object value = claims.get(claim);
    if (value == null) {
      return null;
    }
    if (value instanceof Long seconds && seconds > 0 && seconds <= LAST_SECOND) {
      return Instant.ofEpochSecond(seconds);
    }
    throw TokenRefused.because(
        "The token's claim '" + claim + "' is not a time: whole seconds since 1970 are needed.");
  }

  private void checkOrigin(Map<String, ?> claims) {
    if (options.issuer() != null && !options.issuer().equals(claims.get("iss"))) {
      throw TokenRefused.because("The token's issuer (claim 'iss') is not the one trusted here.");
    }
    if (options.audience() == null) {
      return;
    }
    Object audience = claims.get("aud");
    if (!options.audience().equals(audience)
        && !(audience instanceof List<?> several && several.contains(options.audience()))) {
      throw TokenRefused.because("The token is not meant for this relay (claim 'aud').");
    }
  }

  private String nameIn(Map<String, ?> claims) {
    Object name = claims.get(options.nameClaim());
    if (name instanceof String text && isName(text)) {
      return text;
    }
    throw TokenRefused.because(
        "The token's claim '"
            + options.nameClaim()
            + "' does not name the user: a text of 1 to "
            + MAX_NAME
            + " characters without control characters is needed.");
  }

  private static boolean isName(String text) {
    return !text.isBlank()
        && text.length() <= MAX_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }
}
