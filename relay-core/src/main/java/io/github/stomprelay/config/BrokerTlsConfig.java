package io.github.stomprelay.config;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The client side of TLS towards the broker. Package {@code amqp} is given what was read from the
 * files, and knows none.
 *
 * @param ca PEM file of the authorities that sign the broker; empty: the JDK's
 * @param certificate PEM file of the relay's own certificate
 * @param key PEM file of its private key
 * @param verifyHostname whether the broker's certificate must name its host
 */
public record BrokerTlsConfig(
    Optional<Path> ca,
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Secret> keyPassword,
    boolean verifyHostname) {
  static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Optional<Path>> CA =
      SETTINGS.file(
          "amqp.tls.ca", "PEM file with the authorities that sign the broker; unset: the JDK's.");
  private static final Setting<Optional<Path>> CERTIFICATE =
      SETTINGS.file("amqp.tls.certificate", "PEM file with the relay's certificate.");
  private static final Setting<Optional<Path>> KEY =
      SETTINGS.file("amqp.tls.key", "PEM file with the relay's private key.");
  private static final SecretSetting KEY_PASSWORD =
      SETTINGS.secret("amqp.tls.key-password", "", "Password of the relay's private key.");
  private static final Setting<Boolean> VERIFY_HOSTNAME =
      SETTINGS.flag(
          "amqp.tls.verify-hostname", true, "The broker's certificate must name its host.");

  /**
   * Returns what is configured.
   *
   * @param on whether there is TLS towards the broker
   */
  static BrokerTlsConfig from(Values values, boolean on) {
    BrokerTlsConfig config =
        new BrokerTlsConfig(
            values.file(CA),
            values.file(CERTIFICATE),
            values.file(KEY),
            values.secret(KEY_PASSWORD),
            values.get(VERIFY_HOSTNAME));
    if (config.certificate.isPresent() != config.key.isPresent()) {
      values.error(
          config.key.isPresent() ? KEY : CERTIFICATE,
          "certificate and key go together",
          "set both amqp.tls.certificate and amqp.tls.key");
    }
    if (!on && values.isSet(CA)) {
      values.warning(CA, "has no effect without TLS", "set amqp.tls=true");
    }
    return config;
  }
}
