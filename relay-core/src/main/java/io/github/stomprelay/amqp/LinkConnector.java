package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;

/** Opens AMQP connections pinned to an event loop, without blocking it. Thread-safe. */
interface LinkConnector {
  /** Told on the loop how connecting went. */
  interface Listener {
    void onConnected(String address, AmqpConnection connection);

    void onFailed(String address, BrokerError error);
  }

  /** Tries every address once, and every IP address of a name; the last that worked comes first. */
  void connect(BrokerAccount account, String name, Loop loop, Listener listener);

  /** Asks the broker whether it accepts an account, by a connection for that alone. */
  void verify(BrokerAccount account, Loop loop, Broker.VerifyListener listener);
}
