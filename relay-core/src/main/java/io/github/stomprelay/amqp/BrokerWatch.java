package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;

/** Told when the broker comes and goes; on any thread, must not block. */
public interface BrokerWatch {
  /** Watches nothing. */
  BrokerWatch NONE = new BrokerWatch() {};

  /** The first link is up, after start or after an outage. */
  default void onReachable(String address) {}

  /** No link of the relay's own account could be opened; the relay keeps trying. */
  default void onUnreachable(String address, BrokerError reason) {}
}
