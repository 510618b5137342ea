package io.github.stomprelay.auth;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may come in, and as whom.
 *
 * @param modes tried in this order
 * @param logins of mode broker
 * @param tokens of mode jwt
 * @param certificate which part of a client's certificate is the user
 * @param anonymousRemote whether clients without credentials may come from other machines
 */
public record AuthOptions(
    List<AuthMode> modes,
    BrokerLoginOptions logins,
    JwtOptions tokens,
    CertificateName certificate,
    boolean anonymousRemote) {
  private enum CertificatePart {
    COMMON_NAME,
    DISTINGUISHED_NAME,
    SUBJECT_ALTERNATIVE_NAME
  }

  public static final SettingGroup SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<Boolean> ANONYMOUS_REMOTE =
      SETTINGS.flag(
          "auth.anonymous.remote",
          false,
          "Clients without credentials may come from other machines.");

  public static final SettingGroup CERTIFICATE_SETTINGS =
      new SettingGroup("Logins by TLS client certificates").reloadable();
  private static final Setting<CertificatePart> CERTIFICATE_NAME =
      CERTIFICATE_SETTINGS.choice(
          "auth.certificate.name",
          CertificatePart.COMMON_NAME,
          "Which name of a certificate is the user.");
  private static final Setting<CertificateName.SanType> SAN_TYPE =
      CERTIFICATE_SETTINGS.choice(
          "auth.certificate.san-type",
          CertificateName.SanType.DNS,
          "Which kind of subject alternative names counts.");
  private static final Setting<Integer> SAN_INDEX =
      CERTIFICATE_SETTINGS.count(
          "auth.certificate.san-index", 0, 100, 0, "Which one of that kind, from 0.");

  /** Returns what is configured. */
  public static AuthOptions from(Values values) {
    return new AuthOptions(
        AuthMode.all(values),
        BrokerLoginOptions.from(values),
        JwtOptions.from(values),
        certificate(values),
        values.get(ANONYMOUS_REMOTE));
  }

  private static CertificateName certificate(Values values) {
    return switch (values.get(CERTIFICATE_NAME)) {
      case COMMON_NAME -> new CertificateName.CommonName();
      case DISTINGUISHED_NAME -> new CertificateName.DistinguishedName();
      case SUBJECT_ALTERNATIVE_NAME ->
          new CertificateName.SubjectAlternativeName(values.get(SAN_TYPE), values.get(SAN_INDEX));
    };
  }

  /** The same with credentials from where these options say. */
  public AuthOptions withSourcesOf(AuthOptions other) {
    return new AuthOptions(
        modes,
        logins.withSources(other.logins.sources()),
        tokens.withSources(other.tokens.sources()),
        certificate,
        anonymousRemote);
  }

  /** Returns what the listeners keep of a request: the words of all sources that are HTTP's. */
  public Set<String> requestSources() {
    Set<String> words = new HashSet<>(tokens.sources());
    if (logins.sources().contains(LoginSource.BASIC)) {
      words.add("basic");
    }
    return words;
  }
}
