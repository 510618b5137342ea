package io.github.stomprelay.config;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * TLS towards clients, versions 1.2 and 1.3: certificate and key as PEM files, or both in a PKCS#12
 * store.
 *
 * @param clientCa PEM certificates that sign clients' certificates
 * @param reloadInterval how often to look for changed files; zero: never
 * @param sni further certificates, for clients that ask for one of their names
 */
public record TlsConfig(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Secret> keyPassword,
    Optional<Path> keystore,
    Optional<Secret> keystorePassword,
    Optional<Path> clientCa,
    Duration handshakeTimeout,
    Duration reloadInterval,
    List<Sni> sni) {
  /** A further certificate; the name is the configuration's only. */
  public record Sni(String name, Optional<Path> certificate, Optional<Path> key) {}

  static final SettingGroup SETTINGS = new SettingGroup("TLS towards clients");
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

  static final SettingGroup SNI_SETTINGS =
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

  static TlsConfig from(Values values, ListenConfig listen) {
    TlsConfig config =
        new TlsConfig(
            values.file(CERTIFICATE),
            values.file(KEY),
            values.secret(KEY_PASSWORD),
            values.file(KEYSTORE),
            values.secret(KEYSTORE_PASSWORD),
            values.file(CLIENT_CA),
            values.get(HANDSHAKE_TIMEOUT),
            values.get(RELOAD_INTERVAL),
            values.names(SNI_SETTINGS).stream().map(host -> sni(values, host)).toList());
    config.check(values, listen);
    return config;
  }

  private static Sni sni(Values values, String host) {
    Setting<Optional<Path>> certificate = SNI_CERTIFICATE.of(host);
    Setting<Optional<Path>> key = SNI_KEY.of(host);
    Sni sni = new Sni(host, values.file(certificate), values.file(key));
    if (sni.certificate.isEmpty()) {
      values.error(key, "there is no " + certificate.key(), "set it as well");
    }
    if (sni.key.isEmpty()) {
      values.error(certificate, "there is no " + key.key(), "set it as well");
    }
    return sni;
  }

  private void check(Values values, ListenConfig listen) {
    if (certificate.isPresent() && key.isEmpty()) {
      values.error(CERTIFICATE, "there is no tls.key", "set it as well");
    }
    if (key.isPresent() && certificate.isEmpty()) {
      values.error(KEY, "there is no tls.certificate", "set it as well");
    }
    if (keystore.isPresent() && certificate.isPresent()) {
      values.error(KEYSTORE, "is set together with tls.certificate", "remove one of them");
    }
    if (listen.usesTls() && certificate.isEmpty() && keystore.isEmpty()) {
      values.missing(
          CERTIFICATE,
          listen.tlsPort(),
          "a listener with TLS is on, but there is no certificate",
          "set tls.certificate and tls.key, or tls.keystore");
    }
    if (listen.asksForCertificates() && clientCa.isEmpty()) {
      values.missing(
          CLIENT_CA,
          listen.clientAuth(),
          "a listener asks clients for certificates, but nothing says who signs them",
          "set tls.client-ca");
    }
  }
}
