package io.github.stomprelay.embedded;

import io.github.stomprelay.testkit.RabbitNode;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The two brokers that must answer alike. */
enum BrokerUnderTest {
  EMBEDDED {
    @Override
    int port() {
      return Shared.BROKER.port();
    }
  },
  RABBITMQ {
    @Override
    int port() {
      return RabbitNode.shared().amqpPort();
    }

    @Override
    boolean isRabbit4() {
      return RabbitNode.shared().majorVersion() >= 4;
    }
  };

  abstract int port();

  /**
   * Returns whether it answers as RabbitMQ 4 does where that differs; the embedded one does not.
   */
  boolean isRabbit4() {
    return false;
  }

  /** Its thread is a daemon: it ends with the JVM. */
  private static final class Shared {
    static final EmbeddedBroker BROKER = start();

    private static EmbeddedBroker start() {
      try {
        return EmbeddedBroker.start(0, BrokerOptions.of("guest", "guest"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
