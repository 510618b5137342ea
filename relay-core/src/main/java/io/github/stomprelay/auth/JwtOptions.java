package io.github.stomprelay.auth;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueType;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are found, verified and read.
 *
 * @param algorithm the only one accepted, whatever a token says
 * @param key to verify with; null where none is configured, and then there are no tokens
 * @param sources where a token may come from, in order: see {@code auth.token-sources}
 * @param headers of CONNECT that may hold the token, in the order in which they are looked at
 * @param nameClaim the claim that is the principal's name
 * @param expiryRequired whether a token without {@code exp} is refused
 * @param clockSkew how far the clocks of relay and issuer may be apart; a session also outlives its
 *     token's {@code exp} by this much
 * @param issuer the {@code iss} a token must carry, or null
 * @param audience one of a token's {@code aud}, or null
 * @param maxBytes of a token
 * @param cacheSize how many tokens that were verified are known again
 * @param denyFile lists revoked tokens and users
 */
public record JwtOptions(
    JwtAlgorithm algorithm,
    @Nullable JwtKey key,
    List<String> sources,
    List<String> headers,
    String nameClaim,
    boolean expiryRequired,
    Duration clockSkew,
    @Nullable String issuer,
    @Nullable String audience,
    int maxBytes,
    int cacheSize,
    Optional<Path> denyFile) {
  /** How the text of a secret becomes bytes. */
  private enum SecretEncoding {
    TEXT,
    BASE64
  }

  public static final SettingGroup SOURCE_SETTINGS = SettingGroup.part();

  /** {@code auth.token-sources}. */
  public static final Setting<List<String>> SOURCES =
      SOURCE_SETTINGS.add(
          "auth.token-sources",
          ValueTypes.list(
              ValueTypes.matching(
                  "connect|header|subprotocol|cookie:[A-Za-z0-9_.-]+|query:[A-Za-z0-9_.-]+",
                  "connect, header, subprotocol, cookie:<name> or query:<name>",
                  "cookie:session")),
          "connect",
          "Where a JWT may come from, in order: CONNECT's headers, or the HTTP request before it.");

  public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
  private static final ValueType<String> CLAIM =
      ValueTypes.matching("[^\\s=]+", "the name of a claim", "nickname");
  private static final Setting<String> ALGORITHM =
      SETTINGS.add(
          "auth.jwt.algorithm",
          ValueTypes.oneOf(
              Arrays.stream(JwtAlgorithm.values()).map(Enum::name).toArray(String[]::new)),
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
  private static final Setting<String> NAME_CLAIM =
      SETTINGS.add("auth.jwt.subject-claim", CLAIM, "sub", "Claim that names the user.");
  private static final Setting<Duration> CLOCK_SKEW =
      SETTINGS.duration("auth.jwt.clock-skew", "5s", "How far clocks may differ.");
  private static final Setting<Boolean> EXPIRY_REQUIRED =
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
          "Revoked tokens and users, a line jti:ID or sub:USER each; looked at twice a"
              + " second.");

  private static final Duration LONGEST_SKEW = Duration.ofMinutes(10);

  /** Takes copies. */
  public JwtOptions {
    sources = List.copyOf(sources);
    headers = List.copyOf(headers);
  }

  /** Without any settings, but with this algorithm and key. */
  public static JwtOptions of(JwtAlgorithm algorithm, JwtKey key) {
    return from(Values.defaults(), algorithm, key);
  }

  /** Returns what is configured. */
  public static JwtOptions from(Values values) {
    JwtOptions options = from(values, JwtAlgorithm.valueOf(values.get(ALGORITHM)), key(values));
    if (AuthMode.all(values).contains(AuthMode.JWT)) {
      options.check(values);
    }
    return options;
  }

  private static JwtOptions from(Values values, JwtAlgorithm algorithm, @Nullable JwtKey key) {
    return new JwtOptions(
        algorithm,
        key,
        values.get(SOURCES),
        values.get(HEADERS),
        values.get(NAME_CLAIM),
        values.get(EXPIRY_REQUIRED),
        values.get(CLOCK_SKEW),
        values.textOrNull(ISSUER),
        values.textOrNull(AUDIENCE),
        values.get(MAX_BYTES),
        values.get(CACHE_SIZE),
        values.file(DENY_FILE));
  }

  private static @Nullable JwtKey key(Values values) {
    Optional<Path> file = values.file(PUBLIC_KEY);
    if (file.isPresent()) {
      return new JwtKey.PublicKeyFile(file.get());
    }
    boolean text = values.get(SECRET_ENCODING) == SecretEncoding.TEXT;
    return values
        .secret(SECRET)
        .map(Secret::reveal)
        .<JwtKey>map(secret -> text ? new JwtKey.Text(secret) : new JwtKey.Base64(secret))
        .orElse(null);
  }

  /** The same with tokens from elsewhere. */
  JwtOptions withSources(List<String> others) {
    return new JwtOptions(
        algorithm,
        key,
        others,
        headers,
        nameClaim,
        expiryRequired,
        clockSkew,
        issuer,
        audience,
        maxBytes,
        cacheSize,
        denyFile);
  }

  private void check(Values values) {
    if (headers.isEmpty()) {
      values.error(HEADERS, "is empty", "name at least one header, such as Authorization");
    }
    if (clockSkew.compareTo(LONGEST_SKEW) > 0) {
      values.error(CLOCK_SKEW, "is above 10m", "lower it, and set the clocks");
    }
    boolean secret = algorithm.family() == JwtAlgorithm.Family.HMAC;
    if (secret) {
      values
          .secret(SECRET)
          .ifPresentOrElse(
              text -> checkLength(values, text),
              () ->
                  values.missing(
                      SECRET.text(),
                      AuthMode.SETTING,
                      "is missing, and auth.mode names jwt",
                      "set auth.jwt.secret or auth.jwt.secret-file"));
    } else if (values.file(PUBLIC_KEY).isEmpty()) {
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
  private void checkLength(Values values, Secret secret) {
    int needed = algorithm.keyBits() / 8;
    int length = length(secret, values.get(SECRET_ENCODING));
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

  /** Bytes of the key; -1 if the secret is not in its encoding. */
  private static int length(Secret secret, SecretEncoding encoding) {
    if (encoding == SecretEncoding.TEXT) {
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
