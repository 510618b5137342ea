package io.github.stomprelay.auth;

import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.security.SecureDigestAlgorithm;

/** The signature algorithms of RFC 7518 and 8037; configuration picks exactly one. */
public enum JwtAlgorithm {
  HS256(Family.HMAC, 256),
  HS384(Family.HMAC, 384),
  HS512(Family.HMAC, 512),
  RS256(Family.RSA, 2048),
  RS384(Family.RSA, 2048),
  RS512(Family.RSA, 2048),
  PS256(Family.RSA, 2048),
  PS384(Family.RSA, 2048),
  PS512(Family.RSA, 2048),
  ES256(Family.EC, 256),
  ES384(Family.EC, 384),
  ES512(Family.EC, 521),
  EdDSA(Family.EDWARDS, 0);

  /** What kind of key an algorithm takes. */
  enum Family {
    HMAC("HMAC"),
    RSA("RSA"),
    EC("EC"),
    EDWARDS("EdDSA");

    /** The word that {@link java.security.KeyFactory} knows. */
    final String keyFactory;

    Family(String keyFactory) {
      this.keyFactory = keyFactory;
    }
  }

  private final Family family;
  private final int keyBits;

  JwtAlgorithm(Family family, int keyBits) {
    this.family = family;
    this.keyBits = keyBits;
  }

  SecureDigestAlgorithm<?, ?> signature() {
    return Jwts.SIG.get().forKey(name());
  }

  Family family() {
    return family;
  }

  /** The least (RSA, HMAC) or the only (EC) key length in bits; 0 where the key decides. */
  int keyBits() {
    return keyBits;
  }
}
