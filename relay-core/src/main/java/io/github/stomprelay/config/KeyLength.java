package io.github.stomprelay.config;

import io.github.stomprelay.setting.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Measures keys without keeping them. */
final class KeyLength {
  private KeyLength() {}

  /** Bytes of the key; -1 if the secret is not in its encoding. */
  static int of(Secret secret, JwtConfig.SecretEncoding encoding) {
    if (encoding == JwtConfig.SecretEncoding.TEXT) {
      return secret.reveal().getBytes(StandardCharsets.UTF_8).length;
    }
    try {
      // the alphabet for URLs as well: tokens use it, so keys are handed around in it
      String text = secret.reveal().replace('-', '+').replace('_', '/');
      return Base64.getDecoder().decode(text).length;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
