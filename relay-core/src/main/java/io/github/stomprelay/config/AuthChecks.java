package io.github.stomprelay.config;

import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.AuthOptions;
import io.github.stomprelay.auth.BrokerLoginOptions;
import io.github.stomprelay.auth.JwtOptions;
import io.github.stomprelay.auth.LoginSource;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.HttpSettings;
import io.github.stomprelay.transport.ListenSettings;
import java.util.List;

/** What is wrong with logins, in view of how clients come in. */
final class AuthChecks {
  private AuthChecks() {}

  static void check(Values values, AuthOptions auth, ListenSettings listen, HttpSettings http) {
    checkModes(values, auth.modes(), listen);
    checkTokenSources(values, auth, http);
    checkLoginSources(values, auth, listen, http);
  }

  private static void checkModes(Values values, List<AuthMode> modes, ListenSettings listen) {
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
  }

  private static void checkTokenSources(Values values, AuthOptions auth, HttpSettings http) {
    List<String> sources = auth.tokens().sources();
    if (sources.isEmpty()) {
      values.error(JwtOptions.SOURCES, "is empty", "name at least connect");
    }
    if (!auth.modes().contains(AuthMode.JWT) && values.isSet(JwtOptions.SOURCES)) {
      values.warning(JwtOptions.SOURCES, "is for tokens, and auth.mode does not name jwt", "");
    }
    boolean cookies = sources.stream().anyMatch(source -> source.startsWith("cookie:"));
    if (cookies && http.letsAnyPageIn()) {
      values.error(
          JwtOptions.SOURCES,
          "names a cookie, and http.origins lets any page in: each could act as its visitor",
          "name the pages' origins in http.origins");
    }
  }

  private static void checkLoginSources(
      Values values, AuthOptions auth, ListenSettings listen, HttpSettings http) {
    List<LoginSource> sources = auth.logins().sources();
    if (sources.isEmpty()) {
      values.error(BrokerLoginOptions.SOURCES, "is empty", "name at least connect");
    }
    if (!auth.modes().contains(AuthMode.BROKER) && values.isSet(BrokerLoginOptions.SOURCES)) {
      values.warning(
          BrokerLoginOptions.SOURCES, "is for logins, and auth.mode does not name broker", "");
    }
    boolean overTcp = !listen.stomp().port().isOff() || !listen.stomps().port().isOff();
    if (!sources.contains(LoginSource.CONNECT) && overTcp) {
      values.warning(
          BrokerLoginOptions.SOURCES,
          "does not name connect: clients over TCP have nowhere to log in",
          "add it, or turn stomp.port and stomps.port off");
    }
    if (sources.contains(LoginSource.BASIC) && http.letsAnyPageIn()) {
      values.error(
          BrokerLoginOptions.SOURCES,
          "names basic, and http.origins lets any page in: browsers add a login that they remember,"
              + " so each could act as its visitor",
          "name the pages' origins in http.origins");
    }
  }
}
