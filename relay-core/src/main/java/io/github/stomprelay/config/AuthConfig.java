package io.github.stomprelay.config;

import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.HttpSettings;
import io.github.stomprelay.transport.ListenSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Who may come in, and as whom.
 *
 * @param modes tried in this order
 * @param tokenSources where a login's token may come from, in order
 * @param loginSources where the login of mode broker may come from, in order
 * @param loopbackUsers who may log in from this machine only (mode broker)
 * @param anonymousRemote whether clients without credentials may come from other machines
 */
public record AuthConfig(
    List<AuthMode> modes,
    List<String> tokenSources,
    List<LoginSource> loginSources,
    List<String> loopbackUsers,
    boolean anonymousRemote,
    CertificateConfig certificate,
    JwtConfig jwt) {
  /** Where a login and passcode may come from. */
  public enum LoginSource {
    /** Headers of CONNECT. */
    CONNECT,
    /** HTTP Basic of the request before it. */
    BASIC
  }

  static final SettingGroup SETTINGS = new SettingGroup("Authentication");
  private static final Setting<List<String>> TOKEN_SOURCES =
      SETTINGS.add(
          "auth.token-sources",
          ValueTypes.list(
              ValueTypes.matching(
                  "connect|header|subprotocol|cookie:[A-Za-z0-9_.-]+|query:[A-Za-z0-9_.-]+",
                  "connect, header, subprotocol, cookie:<name> or query:<name>",
                  "cookie:session")),
          "connect",
          "Where a JWT may come from, in order: CONNECT's headers, or the HTTP request before it.");
  private static final Setting<List<LoginSource>> LOGIN_SOURCES =
      SETTINGS.add(
          "auth.login-sources",
          ValueTypes.list(ValueTypes.choice(LoginSource.class)),
          "connect",
          "Where the login of mode broker may come from, in order: CONNECT's headers, or HTTP Basic"
              + " of the request before it.");

  static final SettingGroup USER_SETTINGS = new SettingGroup("Authentication").reloadable();
  private static final Setting<List<String>> LOOPBACK_USERS =
      USER_SETTINGS.texts(
          "auth.loopback-users", "guest", "Users who may log in from this machine only.");
  private static final Setting<Boolean> ANONYMOUS_REMOTE =
      USER_SETTINGS.flag(
          "auth.anonymous.remote",
          false,
          "Clients without credentials may come from other machines.");

  static AuthConfig from(Values values, ListenSettings listen, HttpSettings http) {
    AuthConfig config =
        new AuthConfig(
            AuthMode.all(values),
            values.get(TOKEN_SOURCES),
            values.get(LOGIN_SOURCES),
            values.get(LOOPBACK_USERS),
            values.get(ANONYMOUS_REMOTE),
            CertificateConfig.from(values),
            JwtConfig.from(values));
    config.check(values, listen);
    config.checkTokenSources(values, http);
    config.checkLoginSources(values, listen, http);
    return config;
  }

  private void check(Values values, ListenSettings listen) {
    if (modes.isEmpty()) {
      values.error(
          AuthMode.SETTING, "is empty", "name at least one of broker, jwt, certificate, anonymous");
    }
    if (modes.contains(AuthMode.CERTIFICATE) && !listen.asksForCertificates()) {
      values.error(
          AuthMode.SETTING,
          "certificate, but no listener asks for one",
          "set stomps.client-auth or https.client-auth to optional or required");
    }
    if (modes.contains(AuthMode.JWT)) {
      jwt.check(values, AuthMode.SETTING);
    }
  }

  private void checkTokenSources(Values values, HttpSettings http) {
    if (tokenSources.isEmpty()) {
      values.error(TOKEN_SOURCES, "is empty", "name at least connect");
    }
    if (!modes.contains(AuthMode.JWT) && values.isSet(TOKEN_SOURCES)) {
      values.warning(TOKEN_SOURCES, "is for tokens, and auth.mode does not name jwt", "");
    }
    boolean cookies = tokenSources.stream().anyMatch(source -> source.startsWith("cookie:"));
    if (cookies && http.letsAnyPageIn()) {
      values.error(
          TOKEN_SOURCES,
          "names a cookie, and http.origins lets any page in: each could act as its visitor",
          "name the pages' origins in http.origins");
    }
  }

  private void checkLoginSources(Values values, ListenSettings listen, HttpSettings http) {
    if (loginSources.isEmpty()) {
      values.error(LOGIN_SOURCES, "is empty", "name at least connect");
    }
    if (!modes.contains(AuthMode.BROKER) && values.isSet(LOGIN_SOURCES)) {
      values.warning(LOGIN_SOURCES, "is for logins, and auth.mode does not name broker", "");
    }
    boolean overTcp = !listen.stomp().port().isOff() || !listen.stomps().port().isOff();
    if (!loginSources.contains(LoginSource.CONNECT) && overTcp) {
      values.warning(
          LOGIN_SOURCES,
          "does not name connect: clients over TCP have nowhere to log in",
          "add it, or turn stomp.port and stomps.port off");
    }
    if (loginSources.contains(LoginSource.BASIC) && http.letsAnyPageIn()) {
      values.error(
          LOGIN_SOURCES,
          "names basic, and http.origins lets any page in: browsers add a login that they remember,"
              + " so each could act as its visitor",
          "name the pages' origins in http.origins");
    }
  }

  /** What the listeners keep of a request: the words of all sources that are HTTP's. */
  public Set<String> requestSources() {
    Set<String> words = new HashSet<>(tokenSources);
    if (loginSources.contains(LoginSource.BASIC)) {
      words.add("basic");
    }
    return words;
  }
}
