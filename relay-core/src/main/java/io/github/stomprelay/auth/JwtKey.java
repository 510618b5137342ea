package io.github.stomprelay.auth;

import java.nio.file.Path;

/** Where the key that tokens are verified with comes from. Never shows its content. */
public sealed interface JwtKey {
  /** The setting that holds it, for error texts. */
  String setting();

  /** An HMAC secret whose UTF-8 bytes are the key. */
  record Text(String secret) implements JwtKey {
    @Override
    public String setting() {
      return "auth.jwt.secret";
    }

    @Override
    public String toString() {
      return "JwtKey.Text";
    }
  }

  /**
   * An HMAC secret in base64 or base64url. Issuers that call jjwt's old {@code
   * signWith(SignatureAlgorithm, String)} have one of these, whatever their text looks like.
   */
  record Base64(String secret) implements JwtKey {
    @Override
    public String setting() {
      return "auth.jwt.secret";
    }

    @Override
    public String toString() {
      return "JwtKey.Base64";
    }
  }

  /** A PEM file with the public key, for the RS, PS, ES and EdDSA algorithms. */
  record PublicKeyFile(Path file) implements JwtKey {
    @Override
    public String setting() {
      return "auth.jwt.public-key-file";
    }
  }
}
