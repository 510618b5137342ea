package io.github.stomprelay.auth;

import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.PrematureJwtException;
import io.jsonwebtoken.UnsupportedJwtException;
import io.jsonwebtoken.security.SignatureException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.time.Clock;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;

/**
 * Whether a token is genuine and in force. The algorithm and the key are those of the
 * configuration: nothing in a token selects, carries or fetches one, and compression, encryption
 * and critical extensions are refused. Pure computation, safe for all event loops.
 */
final class TokenVerifier {
  private static final List<String> REFUSED_HEADERS =
      List.of("crit", "b64", "zip", "enc", "jwk", "jku", "x5u", "x5c");
  private static final int LONGEST_KEY_ID = 64;
  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final JwtOptions options;
  private final Key key;
  private final Clock clock;
  private final VerifiedTokens verified;
  private final TokenJson json = new TokenJson();
  private final JwtParser parser;

  /**
   * @throws AuthenticationConfigException if the key cannot be used
   */
  TokenVerifier(JwtOptions options, Clock clock) {
    this.options = options;
    this.clock = clock;
    this.verified = new VerifiedTokens(options.cacheSize());
    this.key = new JwtKeyReader(options.algorithm(), key(options)).read();
    this.parser =
        Jwts.parser()
            .json(json)
            .clock(() -> Date.from(clock.instant()))
            .clockSkewSeconds(options.clockSkew().toSeconds())
            .keyLocator(header -> key)
            .sig()
            .clear()
            .add(options.algorithm().signature())
            .and()
            .zip()
            .clear()
            .and()
            .enc()
            .clear()
            .and()
            .key()
            .clear()
            .and()
            .build();
  }

  private static JwtKey key(JwtOptions options) {
    if (options.key() == null) {
      throw new AuthenticationConfigException(
          "auth.jwt.secret", "a key is needed for auth.mode jwt");
    }
    return options.key();
  }

  /**
   * The claims of a genuine token, as they were written; not to be changed.
   *
   * @throws TokenRefused if it is none
   */
  Map<String, Object> verify(String token) {
    return verified.claims(token, this::isInForce, this::read);
  }

  /** Returns whether a token that was in force before has not expired since. */
  private boolean isInForce(Map<String, ?> claims) {
    if (!claims.containsKey("exp")) {
      return true;
    }
    return claims.get("exp") instanceof Long end
        && clock.instant().minus(options.clockSkew()).getEpochSecond() < end;
  }

  /**
   * The header is read here before the library does, so that nothing it may hold is even looked at
   * by other code; the claims are read here after it, because the library turns texts and fractions
   * into times.
   */
  private Map<String, Object> read(String token) {
    checkForm(token);
    try {
      int firstDot = token.indexOf('.');
      checkHeader(object(token.substring(0, firstDot)));
      parser.parseSignedClaims(token);
      return Collections.unmodifiableMap(
          object(token.substring(firstDot + 1, token.lastIndexOf('.'))));
    } catch (TokenRefused e) {
      throw e;
    } catch (ExpiredJwtException e) {
      throw TokenRefused.expired("The token has expired; get a new one and connect again.");
    } catch (PrematureJwtException e) {
      throw TokenRefused.because("The token is not valid yet (claim 'nbf').");
    } catch (SignatureException e) {
      throw TokenRefused.because(
          "The token's signature does not match: it was made with another key, or was changed on"
              + " the way.");
    } catch (UnsupportedJwtException e) {
      throw wrongAlgorithm();
    } catch (RuntimeException e) {
      // whatever a hostile token provokes in a library, it is refused and nobody else notices
      throw malformed();
    }
  }

  /** UTF-8 to the letter: what is read here must be what everybody else reads there. */
  private Map<String, ?> object(String part) {
    byte[] bytes = Base64.getUrlDecoder().decode(part);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.startsWith(BYTE_ORDER_MARK)) {
        throw malformed();
      }
      return json.deserialize(new StringReader(text));
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private void checkHeader(Map<String, ?> header) {
    if (!options.algorithm().name().equals(header.get("alg"))) {
      throw wrongAlgorithm();
    }
    for (String name : REFUSED_HEADERS) {
      if (header.containsKey(name)) {
        throw TokenRefused.because("The token's header '" + name + "' is not accepted here.");
      }
    }
    if (header.containsKey("kid")
        && !(header.get("kid") instanceof String id && id.length() <= LONGEST_KEY_ID)) {
      throw TokenRefused.because(
          "The token's header 'kid' must be a text of at most " + LONGEST_KEY_ID + " characters.");
    }
  }

  /** Three parts of base64url, the last one the only way to write its bytes. */
  private void checkForm(String token) {
    if (token.length() > options.maxBytes()) {
      throw TokenRefused.because(
          "The token has "
              + token.length()
              + " bytes; at most "
              + options.maxBytes()
              + " are read (auth.jwt.max-bytes).");
    }
    int dots = 0;
    boolean empty = true;
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c == '.' && !empty) {
        dots++;
        empty = true;
      } else if (isBase64Url(c)) {
        empty = false;
      } else {
        throw malformed();
      }
    }
    if (dots != 2 || empty || !canonical(token.substring(token.lastIndexOf('.') + 1))) {
      throw malformed();
    }
  }

  private static boolean isBase64Url(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static boolean canonical(String part) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private TokenRefused wrongAlgorithm() {
    return TokenRefused.because(
        "The token is not signed with " + options.algorithm() + ", the only way accepted here.");
  }

  private static TokenRefused malformed() {
    return TokenRefused.because(
        "The token is not a JWT: three parts of base64url, joined by dots, around JSON objects.");
  }
}
