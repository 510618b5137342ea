package io.github.stomprelay.cli;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.Keys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import javax.crypto.SecretKey;

/**
 * Mints what the demo's page connects with: HS256, {@code sub} = nickname, {@code roles} = USER,
 * gone after an hour. The key is new in each run and known only to this process. Safe for use by
 * several threads.
 */
final class DemoTokens {
  /** How long a token lasts; the page fetches a new one for each connection. */
  static final Duration LIFETIME = Duration.ofHours(1);

  private static final int KEY_BYTES = 32;
  private static final int MOST_CHARACTERS = 40;

  private final String secret;
  private final SecretKey key;
  private final InstantSource clock;

  private DemoTokens(String secret, InstantSource clock) {
    this.secret = secret;
    this.key = Keys.hmacShaKeyFor(secret.getBytes(StandardCharsets.UTF_8));
    this.clock = clock;
  }

  /** With a random key. */
  static DemoTokens random(InstantSource clock) {
    byte[] bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return new DemoTokens(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), clock);
  }

  /** The text whose UTF-8 bytes are the key: the relay's {@code auth.jwt.secret}. */
  String secret() {
    return secret;
  }

  /**
   * Returns whether somebody may be called this: 1 to 40 characters, no blanks around, no controls.
   */
  static boolean isNickname(String name) {
    return !name.isEmpty()
        && name.length() <= MOST_CHARACTERS
        && name.equals(name.strip())
        && name.codePoints().noneMatch(DemoTokens::isInvisible);
  }

  private static boolean isInvisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  /** A token for this nickname. */
  String mint(String nickname) {
    return Jwts.builder()
        .subject(nickname)
        .claim("roles", "USER")
        .issuedAt(Date.from(clock.instant()))
        .expiration(Date.from(clock.instant().plus(LIFETIME)))
        .signWith(key, Jwts.SIG.HS256)
        .compact();
  }
}
