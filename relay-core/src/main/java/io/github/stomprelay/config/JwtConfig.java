package io.github.stomprelay.config;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueType;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tokens (JWT) that clients log in with.
 *
 * @param algorithm the only one accepted, whatever a token says
 * @param secret for HS algorithms
 * @param publicKey PEM file, for the others
 * @param headers of CONNECT that may carry the token, in order; {@code Bearer } before it is
 *     ignored
 * @param audience required in claim aud; empty: not checked
 * @param issuer required in claim iss; empty: not checked
 * @param maxBytes of a token
 * @param cacheSize how many tokens that were verified are known again
 * @param denyFile lists tokens and users that count no more
 */
public record JwtConfig(
    String algorithm,
    Optional<Secret> secret,
    SecretEncoding secretEncoding,
    Optional<Path> publicKey,
    List<String> headers,
    String subjectClaim,
    Duration clockSkew,
    boolean requireExpiry,
    String audience,
    String issuer,
    int maxBytes,
    int cacheSize,
    Optional<Path> denyFile) {
  /** How the text of a secret becomes bytes. */
  public enum SecretEncoding {
    TEXT,
    BASE64
  }

  static final SettingGroup SETTINGS = new SettingGroup("Tokens (JWT)").reloadable();
  private static final ValueType<String> CLAIM =
      ValueTypes.matching("[^\\s=]+", "the name of a claim", "nickname");
  private static final Setting<String> ALGORITHM =
      SETTINGS.add(
          "auth.jwt.algorithm",
          ValueTypes.oneOf(
              "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
              "ES256", "ES384", "ES512", "EdDSA"),
          "HS256",
          "The only algorithm that is accepted.");
  private static final SecretSetting SECRET =
      SETTINGS.secret("auth.jwt.secret", "", "Secret of the HS algorithms.");
  private static final Setting<SecretEncoding> SECRET_ENCODING =
      SETTINGS.choice(
          "auth.jwt.secret-encoding",
          SecretEncoding.TEXT,
          "Whether the secret is the text itself, or Base64.");
  private static final Setting<Optional<Path>> PUBLIC_KEY =
      SETTINGS.file(
          "auth.jwt.public-key-file", "PEM file with the public key of the other algorithms.");
  private static final Setting<List<String>> HEADERS =
      SETTINGS.texts(
          "auth.jwt.headers",
          "Authorization,token,passcode",
          "Headers of CONNECT that may carry the token, with or without Bearer.");
  private static final Setting<String> SUBJECT_CLAIM =
      SETTINGS.add("auth.jwt.subject-claim", CLAIM, "sub", "Claim that names the user.");
  private static final Setting<Duration> CLOCK_SKEW =
      SETTINGS.duration("auth.jwt.clock-skew", "5s", "How far clocks may differ.");
  private static final Setting<Boolean> REQUIRE_EXPIRY =
      SETTINGS.flag("auth.jwt.require-expiry", true, "Refuse tokens without claim exp.");
  private static final Setting<String> AUDIENCE =
      SETTINGS.text("auth.jwt.audience", "", "Required in claim aud; empty: not checked.");
  private static final Setting<String> ISSUER =
      SETTINGS.text("auth.jwt.issuer", "", "Required in claim iss; empty: not checked.");
  private static final Setting<Integer> MAX_BYTES =
      SETTINGS.count("auth.jwt.max-bytes", 64, 65536, 8192, "Longest token.");
  private static final Setting<Integer> CACHE_SIZE =
      SETTINGS.count(
          "auth.jwt.cache-size",
          0,
          1_000_000,
          10_000,
          "Verified tokens that are known again when their clients come back; 0: verify each"
              + " time.");
  private static final Setting<Optional<Path>> DENY_FILE =
      SETTINGS.file(
          "auth.jwt.deny-file",
          "Tokens and users that count no more, a line jti:ID or sub:USER each; looked at twice a"
              + " second.");

  static JwtConfig from(Values values) {
    return new JwtConfig(
        values.get(ALGORITHM),
        values.secret(SECRET),
        values.get(SECRET_ENCODING),
        values.file(PUBLIC_KEY),
        values.get(HEADERS),
        values.get(SUBJECT_CLAIM),
        values.get(CLOCK_SKEW),
        values.get(REQUIRE_EXPIRY),
        values.get(AUDIENCE),
        values.get(ISSUER),
        values.get(MAX_BYTES),
        values.get(CACHE_SIZE),
        values.file(DENY_FILE));
  }

  /**
   * What is wrong with it where tokens are a way to log in.
   *
   * @param mode the setting that says so
   */
  void check(Values values, Setting<?> mode) {
    if (headers.isEmpty()) {
      values.error(HEADERS, "is empty", "name at least one header, such as Authorization");
    }
    if (isSymmetric()) {
      secret.ifPresentOrElse(
          secret -> checkKey(values, secret),
          () ->
              values.missing(
                  SECRET.text(),
                  mode,
                  "is missing, and auth.mode names jwt",
                  "set auth.jwt.secret or auth.jwt.secret-file"));
    } else if (publicKey.isEmpty()) {
      values.missing(
          PUBLIC_KEY,
          ALGORITHM,
          "is missing, and auth.jwt.algorithm is " + algorithm,
          "name a PEM file");
    }
  }

  /**
   * RFC 7518: a key of an HS algorithm is at least as long as its hash, since a shorter one can be
   * guessed.
   */
  private void checkKey(Values values, Secret secret) {
    int needed = Integer.parseInt(algorithm.substring(2)) / 8;
    int length = KeyLength.of(secret, secretEncoding);
    if (length < 0) {
      values.error(
          SECRET_ENCODING, "the secret is not Base64", "correct the secret, or set it to text");
    } else if (length < needed) {
      values.error(
          values.isSet(SECRET.file()) ? SECRET.file() : SECRET.text(),
          "the secret has " + length + " bytes, " + algorithm + " needs " + needed,
          "take a longer one: openssl rand -base64 " + needed);
    }
  }

  private boolean isSymmetric() {
    return algorithm.startsWith("HS");
  }
}
