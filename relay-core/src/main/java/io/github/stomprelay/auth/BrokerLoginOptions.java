package io.github.stomprelay.auth;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How {@link BrokerAuthenticator} reads a login.
 *
 * @param defaultUser whose login a CONNECT without {@code login} gets, or null for nobody's
 * @param defaultPasscode for a CONNECT without {@code passcode}, or null
 * @param virtualHost where a CONNECT without {@code host} goes
 * @param hostHeader whether {@code host} names the virtual host; false ignores it, because browsers
 *     send a DNS name there
 * @param loopbackUsers who may only come from this machine
 */
public record BrokerLoginOptions(
    @Nullable String defaultUser,
    @Nullable String defaultPasscode,
    String virtualHost,
    boolean hostHeader,
    Set<String> loopbackUsers) {

  /** Takes a copy of the set. */
  public BrokerLoginOptions {
    loopbackUsers = Set.copyOf(loopbackUsers);
  }

  /**
   * As RabbitMQ's plugin is shipped: guest/guest, from this machine only, {@code host} honoured.
   */
  public static BrokerLoginOptions defaults() {
    return new BrokerLoginOptions("guest", "guest", "/", true, Set.of("guest"));
  }

  /** Never the passcode. */
  @Override
  public String toString() {
    return "BrokerLoginOptions[defaultUser="
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
