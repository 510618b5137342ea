package io.github.stomprelay.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reads the header Authorization of scheme Basic (RFC 7617), in UTF-8. */
final class BasicCredentials {
  private static final int SCHEME = "Basic".length();

  private BasicCredentials() {}

  /**
   * User and password of a header.
   *
   * @param header with the scheme
   * @throws IllegalArgumentException if there are none in it; the text says so and holds nothing of
   *     it
   */
  static LoginSource.Credentials parse(String header) {
    String text = decode(header.substring(SCHEME).strip());
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw malformed("has no colon between login and passcode");
    }
    return new LoginSource.Credentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static String decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw malformed("is not Base64");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("is not UTF-8");
    }
  }

  private static IllegalArgumentException malformed(String problem) {
    return new IllegalArgumentException(
        "The HTTP header Authorization "
            + problem
            + ": 'Basic' and the Base64 of login:passcode are needed");
  }
}
