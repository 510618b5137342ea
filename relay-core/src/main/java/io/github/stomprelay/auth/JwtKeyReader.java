package io.github.stomprelay.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;

/** Turns the configured key into one that fits the configured algorithm, or says why it cannot. */
final class JwtKeyReader {
  private static final long MAX_FILE_BYTES = 65536;
  private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
  private static final String END = "-----END PUBLIC KEY-----";

  private final JwtAlgorithm algorithm;
  private final JwtKey source;

  JwtKeyReader(JwtAlgorithm algorithm, JwtKey source) {
    this.algorithm = algorithm;
    this.source = source;
  }

  Key read() {
    boolean hmac = algorithm.family() == JwtAlgorithm.Family.HMAC;
    if (source instanceof JwtKey.PublicKeyFile pem) {
      if (hmac) {
        throw problem(
            ("is a public key, and %s needs a secret; set auth.jwt.secret, or another"
                    + " auth.jwt.algorithm")
                .formatted(algorithm));
      }
      return publicKey(pem.file());
    }
    if (!hmac) {
      throw problem(
          ("is a secret, and %s needs a public key; set auth.jwt.public-key-file, or another"
                  + " auth.jwt.algorithm")
              .formatted(algorithm));
    }
    return secretKey(secret());
  }

  private byte[] secret() {
    if (source instanceof JwtKey.Text text) {
      return text.secret().getBytes(StandardCharsets.UTF_8);
    }
    if (source instanceof JwtKey.Base64 base64) {
      return decode(base64.secret());
    }
    throw new IllegalStateException(source.setting());
  }

  private Key secretKey(byte[] secret) {
    int bits = secret.length * 8;
    if (bits < algorithm.keyBits()) {
      throw problem(
          ("has %d bits, and %s needs at least %d (%d bytes); give the relay and whoever makes the"
                  + " tokens a longer one, such as the output of: openssl rand -base64 %d%s")
              .formatted(
                  bits,
                  algorithm,
                  algorithm.keyBits(),
                  algorithm.keyBits() / 8,
                  algorithm.keyBits() / 8,
                  source instanceof JwtKey.Text
                      ? ". If its text is base64, set auth.jwt.secret-encoding=base64"
                      : ""));
    }
    return new SecretKeySpec(secret, "HmacSHA" + algorithm.keyBits());
  }

  private byte[] decode(String text) {
    String compact = text.replaceAll("\\s", "");
    boolean url = compact.indexOf('-') >= 0 || compact.indexOf('_') >= 0;
    try {
      return (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(compact);
    } catch (IllegalArgumentException e) {
      throw problem("is not base64; if it is plain text, set auth.jwt.secret-encoding=text");
    }
  }

  private byte[] bytes(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw problem("the file %s is larger than 64 KiB; that is not a key".formatted(file));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem(
          "the file %s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()));
    }
  }

  private PublicKey publicKey(Path file) {
    String pem = new String(bytes(file), StandardCharsets.US_ASCII);
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw problem(
          ("the file %s holds no '%s'; a private key or a certificate turns into one with: openssl"
                  + " pkey -pubout, openssl x509 -pubkey -noout")
              .formatted(file, BEGIN));
    }
    PublicKey key = decode(pem.substring(begin + BEGIN.length(), end), file);
    checkLength(key, file);
    return key;
  }

  private PublicKey decode(String base64, Path file) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      return KeyFactory.getInstance(algorithm.family().keyFactory)
          .generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw problem("the file %s holds no public key for %s".formatted(file, algorithm));
    }
  }

  private void checkLength(PublicKey key, Path file) {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < algorithm.keyBits()) {
      throw problem(
          "the key in %s has %d bits, and %s needs at least %d"
              .formatted(file, rsa.getModulus().bitLength(), algorithm, algorithm.keyBits()));
    }
    if (key instanceof ECPublicKey ec
        && ec.getParams().getOrder().bitLength() != algorithm.keyBits()) {
      throw problem(
          "the key in %s lies on a curve of %d bits, and %s needs one of %d"
              .formatted(
                  file, ec.getParams().getOrder().bitLength(), algorithm, algorithm.keyBits()));
    }
  }

  private AuthenticationConfigException problem(String text) {
    return new AuthenticationConfigException(source.setting(), text);
  }
}
