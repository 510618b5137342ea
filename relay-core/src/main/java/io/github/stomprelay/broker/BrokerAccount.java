package io.github.stomprelay.broker;

/**
 * Who the relay is towards the broker: the key under which links are shared. Sessions with equal
 * accounts on one event loop share links.
 */
public record BrokerAccount(String virtualHost, String user, String password) {
  /** The same user, with another password. */
  public BrokerAccount withPassword(String other) {
    return new BrokerAccount(virtualHost, user, other);
  }

  /** Never the password. */
  @Override
  public String toString() {
    return user + "@" + virtualHost;
  }
}
