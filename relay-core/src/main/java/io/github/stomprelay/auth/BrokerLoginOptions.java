package io.github.stomprelay.auth;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@link BrokerAuthenticator} reads a login.
 *
 * @param sources where it may come from: the first that holds something decides alone
 * @param defaultUser whose login a CONNECT without {@code login} gets, or null for nobody's
 * @param defaultPasscode for a CONNECT without {@code passcode}, or null
 * @param virtualHost where a CONNECT without {@code host} goes
 * @param hostHeader whether {@code host} names the virtual host; false ignores it, because browsers
 *     send a DNS name there
 * @param loopbackUsers who may only come from this machine
 */
public record BrokerLoginOptions(
    List<LoginSource> sources,
    @Nullable String defaultUser,
    @Nullable String defaultPasscode,
    String virtualHost,
    boolean hostHeader,
    Set<String> loopbackUsers) {

  /** Takes copies. */
  public BrokerLoginOptions {
    if (sources.isEmpty()) {
      throw new AuthenticationConfigException(
          "auth.login-sources", "is empty; name at least one of connect, basic");
    }
    sources = List.copyOf(sources);
    loopbackUsers = Set.copyOf(loopbackUsers);
  }

  /**
   * As RabbitMQ's plugin is shipped: guest/guest, from this machine only, {@code host} honoured.
   */
  public static BrokerLoginOptions defaults() {
    return new BrokerLoginOptions(
        List.of(LoginSource.CONNECT), "guest", "guest", "/", true, Set.of("guest"));
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
