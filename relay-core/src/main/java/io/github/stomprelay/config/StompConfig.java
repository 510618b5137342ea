package io.github.stomprelay.config;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.util.Optional;

/**
 * STOMP as clients see it.
 *
 * @param hostAsVhost whether the CONNECT header {@code host} names the vhost
 * @param defaultVhost for clients that name none; empty: that of the relay's own account
 */
public record StompConfig(
    boolean hostAsVhost,
    String defaultVhost,
    String defaultLogin,
    Optional<Secret> defaultPasscode) {
  static final SettingGroup SETTINGS = new SettingGroup("STOMP").reloadable();
  private static final Setting<Boolean> HOST_AS_VHOST =
      SETTINGS.flag(
          "stomp.host-as-vhost",
          true,
          "Header host of CONNECT names the vhost; false where browsers send a DNS name.");
  private static final Setting<String> DEFAULT_VHOST =
      SETTINGS.text(
          "stomp.default-vhost", "", "Vhost of clients that name none; empty: amqp.vhost.");
  private static final Setting<String> DEFAULT_LOGIN =
      SETTINGS.text(
          "stomp.default-login",
          "guest",
          "Login of clients that send none; empty: they are refused.");
  private static final SecretSetting DEFAULT_PASSCODE =
      SETTINGS.secret("stomp.default-passcode", "guest", "Passcode of clients that send no login.");

  static StompConfig from(Values values) {
    return new StompConfig(
        values.get(HOST_AS_VHOST),
        values.get(DEFAULT_VHOST),
        values.get(DEFAULT_LOGIN),
        values.secret(DEFAULT_PASSCODE));
  }
}
