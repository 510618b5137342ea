package io.github.stomprelay.auth;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are found, verified and read.
 *
 * @param algorithm the only one accepted, whatever a token says
 * @param key to verify with
 * @param sources where a token may come from, in order: see {@code auth.token-sources}
 * @param headers of CONNECT that may hold the token, in the order in which they are looked at
 * @param nameClaim the claim that is the principal's name
 * @param expiryRequired whether a token without {@code exp} is refused
 * @param clockSkew how far the clocks of relay and issuer may be apart; a session also outlives its
 *     token's {@code exp} by this much
 * @param issuer the {@code iss} a token must carry, or null
 * @param audience one of a token's {@code aud}, or null
 * @param maxBytes of a token
 * @param cacheSize how many tokens that were verified are known again
 */
public record JwtOptions(
    JwtAlgorithm algorithm,
    JwtKey key,
    List<String> sources,
    List<String> headers,
    String nameClaim,
    boolean expiryRequired,
    Duration clockSkew,
    @Nullable String issuer,
    @Nullable String audience,
    int maxBytes,
    int cacheSize) {

  public static final List<String> DEFAULT_SOURCES = List.of(TokenSources.CONNECT);
  public static final List<String> DEFAULT_HEADERS = List.of("Authorization", "token", "passcode");
  public static final int DEFAULT_MAX_BYTES = 8192;
  public static final int DEFAULT_CACHE_SIZE = 10_000;

  /** Checks what can be checked without the key. */
  public JwtOptions {
    sources = List.copyOf(sources);
    headers = List.copyOf(headers);
    if (headers.isEmpty()) {
      throw new AuthenticationConfigException(
          "auth.jwt.headers", "is empty; name at least one header, such as Authorization");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(10)) > 0) {
      throw new AuthenticationConfigException(
          "auth.jwt.clock-skew", "is " + clockSkew + "; it must lie between 0 and 10 minutes");
    }
    if (maxBytes < 64 || maxBytes > 65536) {
      throw new AuthenticationConfigException(
          "auth.jwt.max-bytes", "is " + maxBytes + "; it must lie between 64 and 65536");
    }
  }

  /** The defaults, with this algorithm and key. */
  public static JwtOptions of(JwtAlgorithm algorithm, JwtKey key) {
    return new JwtOptions(
        algorithm,
        key,
        DEFAULT_SOURCES,
        DEFAULT_HEADERS,
        "sub",
        true,
        Duration.ofSeconds(5),
        null,
        null,
        DEFAULT_MAX_BYTES,
        DEFAULT_CACHE_SIZE);
  }
}
