package io.github.stomprelay.config;

import io.github.stomprelay.config.table.Secret;
import io.github.stomprelay.config.table.SecretSetting;
import io.github.stomprelay.config.table.Setting;
import io.github.stomprelay.config.table.SettingGroup;
import io.github.stomprelay.config.table.ValueType;
import io.github.stomprelay.config.table.ValueTypes;
import io.github.stomprelay.config.table.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Who may come in, and as whom.
 *
 * @param modes tried in this order
 * @param tokenSources where a login's token may come from, in order
 * @param loopbackUsers who may log in from this machine only (mode broker)
 * @param anonymousRemote whether clients without credentials may come from other machines
 */
public record AuthConfig(
    List<Mode> modes,
    List<String> tokenSources,
    List<String> loopbackUsers,
    boolean anonymousRemote,
    Certificate certificate,
    Jwt jwt) {
  /** A way to authenticate. */
  public enum Mode {
    /** Login and passcode, checked by RabbitMQ. */
    BROKER,
    /** A signed token; towards RabbitMQ the relay's own account. */
    JWT,
    /** A TLS client certificate. */
    CERTIFICATE,
    /** Nothing. */
    ANONYMOUS
  }

  /**
   * The user of a client's certificate.
   *
   * @param sanType which kind of subject alternative names counts
   * @param sanIndex which one of that kind, from 0
   */
  public record Certificate(CertificateName name, SanType sanType, int sanIndex) {}

  /** Kinds of subject alternative names. */
  public enum SanType {
    DNS,
    EMAIL,
    URI,
    IP
  }

  /** Which name of a certificate is the user. */
  public enum CertificateName {
    COMMON_NAME,
    DISTINGUISHED_NAME,
    SUBJECT_ALTERNATIVE_NAME
  }

  /** How the text of a secret becomes bytes. */
  public enum SecretEncoding {
    TEXT,
    BASE64
  }

  /**
   * Tokens.
   *
   * @param algorithm the only one accepted, whatever a token says
   * @param secret for HS algorithms
   * @param publicKey PEM file, for the others
   * @param headers of CONNECT that may carry the token, in order; {@code Bearer } before it is
   *     ignored
   * @param audience required in claim aud; empty: not checked
   * @param issuer required in claim iss; empty: not checked
   * @param maxBytes of a token
   * @param denyFile lists tokens and users that count no more
   * @param renewalDestination where a session sends a newer one; empty: nowhere
   * @param noticeDestination whose subscriber is told that the token is about to expire; empty:
   *     none
   * @param noticeBefore how long before
   */
  public record Jwt(
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
      Optional<Path> denyFile,
      String renewalDestination,
      String noticeDestination,
      Duration noticeBefore) {
    boolean isSymmetric() {
      return algorithm.startsWith("HS");
    }
  }

  private static final SettingGroup AT_START = new SettingGroup("Authentication");
  static final SettingGroup SETTINGS = AT_START.reloadable();
  private static final Setting<List<Mode>> MODE =
      SETTINGS.add(
          "auth.mode",
          ValueTypes.list(ValueTypes.choice(Mode.class)),
          "broker",
          "Ways to log in, in order: broker (login and passcode, checked by RabbitMQ), jwt, certificate, anonymous.");
  private static final Setting<List<String>> TOKEN_SOURCES =
      AT_START.add(
          "auth.token-sources",
          ValueTypes.list(
              ValueTypes.matching(
                  "connect|header|subprotocol|cookie:[A-Za-z0-9_.-]+|query:[A-Za-z0-9_.-]+",
                  "connect, header, subprotocol, cookie:<name> or query:<name>",
                  "cookie:session")),
          "connect",
          "Where a JWT may come from, in order: CONNECT's headers, or the HTTP request before it.");
  private static final Setting<List<String>> LOOPBACK_USERS =
      SETTINGS.texts(
          "auth.loopback-users", "guest", "Users who may log in from this machine only.");
  private static final Setting<Boolean> ANONYMOUS_REMOTE =
      SETTINGS.flag(
          "auth.anonymous.remote",
          false,
          "Clients without credentials may come from other machines.");
  private static final Setting<CertificateName> CERTIFICATE_NAME =
      SETTINGS.choice(
          "auth.certificate.name",
          CertificateName.COMMON_NAME,
          "Which name of a certificate is the user.");
  private static final Setting<SanType> SAN_TYPE =
      SETTINGS.choice(
          "auth.certificate.san-type",
          SanType.DNS,
          "Which kind of subject alternative names counts.");
  private static final Setting<Integer> SAN_INDEX =
      SETTINGS.count("auth.certificate.san-index", 0, 100, 0, "Which one of that kind, from 0.");
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

  private static final Setting<Optional<Path>> DENY_FILE =
      SETTINGS.file(
          "auth.jwt.deny-file",
          "Tokens and users that count no more, a line jti:ID or sub:USER each; looked at twice a second.");
  private static final ValueType<String> DESTINATION =
      ValueTypes.matching("(/\\S+)?", "a destination, or nothing", "/auth/token");
  private static final Setting<String> RENEWAL_DESTINATION =
      SETTINGS.add(
          "auth.jwt.renewal-destination",
          DESTINATION,
          "/auth/token",
          "Destination to which a session sends a newer token before its own expires; empty: none.");
  private static final Setting<String> NOTICE_DESTINATION =
      SETTINGS.add(
          "auth.jwt.expiry-notice-destination",
          DESTINATION,
          "/user/queue/auth",
          "Who subscribes to it is told that the session's token is about to expire; empty: nobody.");
  private static final Setting<Duration> NOTICE_BEFORE =
      SETTINGS.duration("auth.jwt.expiry-notice", "60s", "How long before.");

  static AuthConfig from(Values values, ListenConfig listen, HttpConfig http) {
    AuthConfig config =
        new AuthConfig(
            values.get(MODE),
            values.get(TOKEN_SOURCES),
            values.get(LOOPBACK_USERS),
            values.get(ANONYMOUS_REMOTE),
            new Certificate(
                values.get(CERTIFICATE_NAME), values.get(SAN_TYPE), values.get(SAN_INDEX)),
            jwt(values));
    config.check(values, listen);
    config.checkSources(values, http);
    return config;
  }

  private static Jwt jwt(Values values) {
    return new Jwt(
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
        values.file(DENY_FILE),
        values.get(RENEWAL_DESTINATION),
        values.get(NOTICE_DESTINATION),
        values.get(NOTICE_BEFORE));
  }

  private void check(Values values, ListenConfig listen) {
    if (modes.isEmpty()) {
      values.error(MODE, "is empty", "name at least one of broker, jwt, certificate, anonymous");
    }
    if (modes.contains(Mode.CERTIFICATE) && !listen.asksForCertificates()) {
      values.error(
          MODE,
          "certificate, but no listener asks for one",
          "set stomps.client-auth or https.client-auth to optional or required");
    }
    if (modes.contains(Mode.JWT)) {
      checkJwt(values);
    }
  }

  private void checkSources(Values values, HttpConfig http) {
    if (tokenSources.isEmpty()) {
      values.error(TOKEN_SOURCES, "is empty", "name at least connect");
    }
    if (!modes.contains(Mode.JWT) && values.isSet(TOKEN_SOURCES)) {
      values.warning(TOKEN_SOURCES, "is for tokens, and auth.mode does not name jwt", "");
    }
    boolean cookies = tokenSources.stream().anyMatch(source -> source.startsWith("cookie:"));
    if (cookies && (http.origins().contains("*") || http.origins().contains("null"))) {
      values.error(
          TOKEN_SOURCES,
          "names a cookie, and http.origins lets any page in: each could act as its visitor",
          "name the pages' origins in http.origins");
    }
  }

  private void checkJwt(Values values) {
    if (jwt.headers.isEmpty()) {
      values.error(HEADERS, "is empty", "name at least one header, such as Authorization");
    }
    if (jwt.isSymmetric()) {
      jwt.secret.ifPresentOrElse(
          secret -> checkKey(values, secret),
          () ->
              values.missing(
                  SECRET.text(),
                  MODE,
                  "is missing, and auth.mode names jwt",
                  "set auth.jwt.secret or auth.jwt.secret-file"));
    } else if (jwt.publicKey.isEmpty()) {
      values.missing(
          PUBLIC_KEY,
          ALGORITHM,
          "is missing, and auth.jwt.algorithm is " + jwt.algorithm,
          "name a PEM file");
    }
  }

  /** RFC 7518: a key of an HS algorithm is at least as long as its hash (threat T19). */
  private void checkKey(Values values, Secret secret) {
    int needed = Integer.parseInt(jwt.algorithm.substring(2)) / 8;
    int length = KeyLength.of(secret, jwt.secretEncoding);
    if (length < 0) {
      values.error(
          SECRET_ENCODING, "the secret is not Base64", "correct the secret, or set it to text");
    } else if (length < needed) {
      values.error(
          values.isSet(SECRET.file()) ? SECRET.file() : SECRET.text(),
          "the secret has " + length + " bytes, " + jwt.algorithm + " needs " + needed,
          "take a longer one: openssl rand -base64 " + needed);
    }
  }
}
