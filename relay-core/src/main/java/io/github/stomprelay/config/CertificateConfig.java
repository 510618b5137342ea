package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;

/**
 * The user of a client's certificate.
 *
 * @param sanType which kind of subject alternative names counts
 * @param sanIndex which one of that kind, from 0
 */
public record CertificateConfig(Name name, SanType sanType, int sanIndex) {
  /** Kinds of subject alternative names. */
  public enum SanType {
    DNS,
    EMAIL,
    URI,
    IP
  }

  /** Which name of a certificate is the user. */
  public enum Name {
    COMMON_NAME,
    DISTINGUISHED_NAME,
    SUBJECT_ALTERNATIVE_NAME
  }

  static final SettingGroup SETTINGS =
      new SettingGroup("Logins by TLS client certificates").reloadable();
  private static final Setting<Name> NAME =
      SETTINGS.choice(
          "auth.certificate.name", Name.COMMON_NAME, "Which name of a certificate is the user.");
  private static final Setting<SanType> SAN_TYPE =
      SETTINGS.choice(
          "auth.certificate.san-type",
          SanType.DNS,
          "Which kind of subject alternative names counts.");
  private static final Setting<Integer> SAN_INDEX =
      SETTINGS.count("auth.certificate.san-index", 0, 100, 0, "Which one of that kind, from 0.");

  static CertificateConfig from(Values values) {
    return new CertificateConfig(values.get(NAME), values.get(SAN_TYPE), values.get(SAN_INDEX));
  }
}
