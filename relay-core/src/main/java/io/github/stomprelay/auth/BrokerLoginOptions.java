package io.github.stomprelay.auth;

import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@link BrokerAuthenticator} reads a login.
 *
 * @param sources where it may come from: the first that holds something decides alone
 * @param defaultUser whose login a CONNECT without {@code login} gets, or null for nobody's
 * @param defaultPasscode for a CONNECT without {@code passcode}, or null
 * @param virtualHost where a CONNECT without {@code host} goes, or null for the vhost of the
 *     relay's own account
 * @param hostHeader whether {@code host} names the virtual host; false ignores it, because browsers
 *     send a DNS name there
 * @param loopbackUsers who may only come from this machine
 */
public record BrokerLoginOptions(
    List<LoginSource> sources,
    @Nullable String defaultUser,
    @Nullable String defaultPasscode,
    @Nullable String virtualHost,
    boolean hostHeader,
    Set<String> loopbackUsers) {

  public static final SettingGroup SOURCE_SETTINGS = SettingGroup.part();

  /** {@code auth.login-sources}. */
  public static final Setting<List<LoginSource>> SOURCES =
      SOURCE_SETTINGS.add(
          "auth.login-sources",
          ValueTypes.list(ValueTypes.choice(LoginSource.class)),
          "connect",
          "Where the login of mode broker may come from, in order: CONNECT's headers, or HTTP Basic"
              + " of the request before it.");

  public static final SettingGroup USER_SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<List<String>> LOOPBACK_USERS =
      USER_SETTINGS.texts(
          "auth.loopback-users", "guest", "Users who may log in from this machine only.");

  public static final SettingGroup STOMP_SETTINGS = SettingGroup.part().reloadable();
  private static final Setting<Boolean> HOST_AS_VHOST =
      STOMP_SETTINGS.flag(
          "stomp.host-as-vhost",
          true,
          "Header host of CONNECT names the vhost; false where browsers send a DNS name.");
  private static final Setting<String> DEFAULT_VHOST =
      STOMP_SETTINGS.text(
          "stomp.default-vhost", "", "Vhost of clients that name none; empty: amqp.vhost.");

  /** {@code stomp.default-login}. */
  public static final Setting<String> DEFAULT_LOGIN =
      STOMP_SETTINGS.text(
          "stomp.default-login",
          "guest",
          "Login of clients that send none; empty: they are refused.");

  private static final SecretSetting DEFAULT_PASSCODE =
      STOMP_SETTINGS.secret(
          "stomp.default-passcode", "guest", "Passcode of clients that send no login.");

  /** Takes copies. */
  public BrokerLoginOptions {
    sources = List.copyOf(sources);
    loopbackUsers = Set.copyOf(loopbackUsers);
  }

  /** Nothing set: as RabbitMQ's plugin is shipped. */
  public static BrokerLoginOptions defaults() {
    return from(Values.defaults());
  }

  /** Returns what is configured. */
  public static BrokerLoginOptions from(Values values) {
    return new BrokerLoginOptions(
        values.get(SOURCES),
        values.textOrNull(DEFAULT_LOGIN),
        values.secret(DEFAULT_PASSCODE).map(Secret::reveal).orElse(null),
        values.textOrNull(DEFAULT_VHOST),
        values.get(HOST_AS_VHOST),
        Set.copyOf(values.get(LOOPBACK_USERS)));
  }

  /** The same with logins from elsewhere. */
  BrokerLoginOptions withSources(List<LoginSource> others) {
    return new BrokerLoginOptions(
        others, defaultUser, defaultPasscode, virtualHost, hostHeader, loopbackUsers);
  }

  /** Never the passcode. */
  @Override
  public String toString() {
    return "BrokerLoginOptions[sources="
        + sources
        + ", defaultUser="
        + defaultUser
        + ", virtualHost="
        + virtualHost
        + ", hostHeader="
        + hostHeader
        + ", loopbackUsers="
        + loopbackUsers
        + "]";
  }
}
