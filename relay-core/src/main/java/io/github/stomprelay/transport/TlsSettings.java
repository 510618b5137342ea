package io.github.stomprelay.transport;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS on a listener: versions 1.2 and 1.3, with Java's own implementation.
 *
 * @param certificates the first one is served to clients that ask for no name or an unknown one;
 *     the others to clients that ask for one of their names (SNI)
 * @param clients whether clients show a certificate
 * @param trusted PEM file of the authorities that sign client certificates, or null for Java's own
 * @param handshakeTimeout how long a client may take to shake hands
 * @param reloadInterval how often to look for changed files; zero: never
 */
public record TlsSettings(
    List<KeyFiles> certificates,
    ClientCertificates clients,
    @Nullable Path trusted,
    Duration handshakeTimeout,
    Duration reloadInterval) {
  public static final SettingGroup SETTINGS = new SettingGroup("TLS towards clients");
  private static final SettingGroup LIVE = SETTINGS.reloadable();
  private static final Setting<Optional<Path>> CERTIFICATE =
      LIVE.file("tls.certificate", "PEM file with the certificate and its chain.");
  private static final Setting<Optional<Path>> KEY =
      LIVE.file("tls.key", "PEM file with the private key.");
  private static final SecretSetting KEY_PASSWORD =
      LIVE.secret("tls.key-password", "", "Password of the private key.");
  private static final Setting<Optional<Path>> KEYSTORE =
      LIVE.file("tls.keystore", "PKCS#12 file with certificate and key, instead of PEM files.");
  private static final SecretSetting KEYSTORE_PASSWORD =
      LIVE.secret("tls.keystore-password", "", "Password of the PKCS#12 file.");
  private static final Setting<Optional<Path>> CLIENT_CA =
      LIVE.file("tls.client-ca", "PEM file with the authorities that sign clients' certificates.");
  private static final Setting<Duration> HANDSHAKE_TIMEOUT =
      LIVE.duration("tls.handshake-timeout", "5s", "Time for the handshake.");
  private static final Setting<Duration> RELOAD_INTERVAL =
      SETTINGS.durationOrOff(
          "tls.reload-interval",
          "60s",
          "Time between two looks for changed files, which are then served to new connections.");

  public static final SettingGroup SNI_SETTINGS =
      SettingGroup.named(
          "Further certificates, for clients that ask for one of their names (SNI):"
              + " tls.sni.<name>.…",
          "tls.sni",
          """
          tls.sni.support.certificate=/etc/stomp-relay/support.example.com.pem
          tls.sni.support.key=/etc/stomp-relay/support.example.com.key
          """);
  private static final Setting<Optional<Path>> SNI_CERTIFICATE =
      SNI_SETTINGS.reloadable().file("certificate", "PEM file with the certificate and its chain.");
  private static final Setting<Optional<Path>> SNI_KEY =
      SNI_SETTINGS.reloadable().file("key", "PEM file with the private key.");

  /** Takes a copy. */
  public TlsSettings {
    certificates = List.copyOf(certificates);
  }

  /** One certificate, no client certificates. */
  public static TlsSettings of(KeyFiles certificate) {
    return of(List.of(certificate), ClientCertificates.NONE, null);
  }

  /** These certificates; the rest as without any settings. */
  static TlsSettings of(
      List<KeyFiles> certificates, ClientCertificates clients, @Nullable Path trusted) {
    return new TlsSettings(
        certificates,
        clients,
        trusted,
        HANDSHAKE_TIMEOUT.defaultValue(),
        RELOAD_INTERVAL.defaultValue());
  }

  /**
   * Returns what is configured, for listeners that ask for no certificate; without any certificate
   * where none is.
   */
  public static TlsSettings from(Values values, ListenSettings listen) {
    Optional<Path> trusted = values.file(CLIENT_CA);
    TlsSettings settings =
        new TlsSettings(
            Stream.of(pem(values), pkcs12(values), sni(values)).flatMap(List::stream).toList(),
            ClientCertificates.NONE,
            trusted.orElse(null),
            values.get(HANDSHAKE_TIMEOUT),
            values.get(RELOAD_INTERVAL));
    check(values, listen);
    return settings;
  }

  private static List<KeyFiles> pem(Values values) {
    Optional<Path> certificate = values.file(CERTIFICATE);
    Optional<Path> key = values.file(KEY);
    Optional<Secret> password = values.secret(KEY_PASSWORD);
    if (certificate.isPresent() && key.isEmpty()) {
      values.error(CERTIFICATE, "there is no tls.key", "set it as well");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      values.error(KEY, "there is no tls.certificate", "set it as well");
    }
    return certificate.isPresent() && key.isPresent()
        ? List.of(new Pem(certificate.get(), key.get(), password.map(Secret::reveal).orElse(null)))
        : List.of();
  }

  private static List<KeyFiles> pkcs12(Values values) {
    Optional<Secret> password = values.secret(KEYSTORE_PASSWORD);
    return values
        .file(KEYSTORE)
        .<List<KeyFiles>>map(
            file -> List.of(new Pkcs12(file, password.map(Secret::reveal).orElse(""))))
        .orElse(List.of());
  }

  private static List<KeyFiles> sni(Values values) {
    List<KeyFiles> pairs = new ArrayList<>();
    for (String host : values.names(SNI_SETTINGS)) {
      Setting<Optional<Path>> certificate = SNI_CERTIFICATE.of(host);
      Setting<Optional<Path>> key = SNI_KEY.of(host);
      Optional<Path> certificateFile = values.file(certificate);
      Optional<Path> keyFile = values.file(key);
      if (certificateFile.isEmpty()) {
        values.error(key, "there is no " + certificate.key(), "set it as well");
      }
      if (keyFile.isEmpty()) {
        values.error(certificate, "there is no " + key.key(), "set it as well");
      }
      if (certificateFile.isPresent() && keyFile.isPresent()) {
        pairs.add(new Pem(certificateFile.get(), keyFile.get(), null));
      }
    }
    return pairs;
  }

  private static void check(Values values, ListenSettings listen) {
    if (values.isSet(KEYSTORE) && values.isSet(CERTIFICATE)) {
      values.error(KEYSTORE, "is set together with tls.certificate", "remove one of them");
    }
    if (listen.usesTls() && !values.isSet(CERTIFICATE) && !values.isSet(KEYSTORE)) {
      values.missing(
          CERTIFICATE,
          listen.tlsPort(),
          "a listener with TLS is on, but there is no certificate",
          "set tls.certificate and tls.key, or tls.keystore");
    }
    if (listen.asksForCertificates() && !values.isSet(CLIENT_CA)) {
      values.missing(
          CLIENT_CA,
          listen.clientAuth(),
          "a listener asks clients for certificates, but nothing says who signs them",
          "set tls.client-ca");
    }
  }

  /** The same for a listener that asks its clients like this. */
  public TlsSettings asking(ClientCertificates other) {
    return new TlsSettings(certificates, other, trusted, handshakeTimeout, reloadInterval);
  }

  /**
   * Reads the files as a listener does.
   *
   * @throws TlsConfigurationException naming the file that cannot be used and why
   */
  public void readFiles() {
    var unused = new TlsContexts(this);
  }

  /** Whether clients show a certificate. */
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /** Where a certificate and its private key lie. */
  public sealed interface KeyFiles {}

  /**
   * Two PEM files.
   *
   * @param certificate the certificate, then those between it and the authority
   * @param key the private key, PKCS#8
   * @param password of the key, or null
   */
  public record Pem(Path certificate, Path key, @Nullable String password) implements KeyFiles {
    /** Without the password. */
    @Override
    public String toString() {
      return "PEM " + certificate + " with key " + key;
    }
  }

  /** A PKCS12 file with one key in it. */
  public record Pkcs12(Path file, String password) implements KeyFiles {
    /** Without the password. */
    @Override
    public String toString() {
      return "PKCS12 " + file;
    }
  }
}
