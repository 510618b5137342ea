package io.github.stomprelay.auth;

import io.github.stomprelay.testkit.FuzzInput;
import java.nio.charset.StandardCharsets;

/**
 * Fuzz target: no token is accepted whose signature was not made with the secret; a genuine one
 * with any header and any claims is accepted or refused, and nothing else is thrown.
 */
public final class TokenFuzz {
  private static final TokenVerifier VERIFIER = new TokenVerifier(Tokens.options(), Tokens.CLOCK);
  private static final byte[] SECRET = Tokens.SECRET.getBytes(StandardCharsets.UTF_8);

  private TokenFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    switch (input.choose(3)) {
      case 0 -> requireGenuine(new String(input.rest(), StandardCharsets.UTF_8));
      case 1 -> signed(Tokens.HEADER, input.rest());
      default -> signed(input.text(), input.rest());
    }
  }

  private static void signed(String header, byte[] claims) {
    String content = Tokens.base64(header) + "." + Tokens.base64(claims);
    requireGenuine(content + "." + Tokens.signature(content, SECRET, "HmacSHA256"));
  }

  private static void requireGenuine(String token) {
    try {
      VERIFIER.verify(token);
    } catch (TokenRefused e) {
      return;
    }
    int dot = token.lastIndexOf('.');
    String right = Tokens.signature(token.substring(0, dot), SECRET, "HmacSHA256");
    if (!right.equals(token.substring(dot + 1))) {
      throw new AssertionError("accepted with a wrong signature: " + token);
    }
  }
}
