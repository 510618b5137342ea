package io.github.stomprelay.session;

import java.security.SecureRandom;
import java.util.Base64;

/** Ids nobody can guess: 128 bits from a secure generator, as 22 characters. */
final class SessionIds {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SessionIds() {}

  static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
