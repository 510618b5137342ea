package io.github.stomprelay.auth;

import io.github.stomprelay.broker.BrokerAccount;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens made by hand, so that no library corrects what is wrong with them on purpose. */
public final class Tokens {
  public static final String SECRET = "0123456789abcdef0123456789abcdef";
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final BrokerAccount ACCOUNT = new BrokerAccount("/", "relay", "relay-password");
  static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  private Tokens() {}

  static JwtOptions options() {
    return JwtOptions.of(JwtAlgorithm.HS256, new JwtKey.Text(SECRET));
  }

  static JwtAuthenticator authenticator(JwtOptions options) {
    return new JwtAuthenticator(options, ACCOUNT, new DeniedTokens(), CLOCK);
  }

  /** Claims of the legacy chat, in force. */
  static String claims() {
    return "{\"sub\":\"kim\",\"roles\":\"USER\",\"exp\":" + in(36_000) + "}";
  }

  /** Seconds since 1970, so many from now. */
  static long in(long seconds) {
    return NOW.getEpochSecond() + seconds;
  }

  public static String token(String claims) {
    return signed(HEADER, claims, SECRET, "HmacSHA256");
  }

  static String signed(String header, String claims, String secret, String mac) {
    String content = base64(header) + "." + base64(claims);
    return content + "." + signature(content, secret.getBytes(StandardCharsets.UTF_8), mac);
  }

  static String signature(String content, byte[] secret, String mac) {
    try {
      Mac hmac = Mac.getInstance(mac);
      hmac.init(new SecretKeySpec(secret, mac));
      return base64(hmac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String base64(String text) {
    return base64(text.getBytes(StandardCharsets.UTF_8));
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
