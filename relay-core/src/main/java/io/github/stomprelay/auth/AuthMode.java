package io.github.stomprelay.auth;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.List;

/** A way to log in. */
public enum AuthMode {
  /** Login and passcode, checked by RabbitMQ. */
  BROKER,
  /** A signed token; towards RabbitMQ the relay's own account. */
  JWT,
  /** A TLS client certificate. */
  CERTIFICATE,
  /** Nothing. */
  ANONYMOUS;

  public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();

  /** {@code auth.mode}. */
  public static final Setting<List<AuthMode>> SETTING =
      SETTINGS.add(
          "auth.mode",
          ValueTypes.list(ValueTypes.choice(AuthMode.class)),
          "broker",
          "Ways to log in, in order: broker (login and passcode, checked by RabbitMQ), jwt,"
              + " certificate, anonymous.");

  /** Those that are configured, in the order in which they are tried. */
  public static List<AuthMode> all(Values values) {
    return values.get(SETTING);
  }
}
