package io.github.stomprelay.amqp;

import io.github.stomprelay.testkit.RabbitNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A RabbitMQ node for one test class alone, which stops it or changes its users. */
abstract class OwnNodeFixture {
  private static @Nullable RabbitNode started;

  @BeforeAll
  static void startNode() {
    started = RabbitNode.start();
  }

  @AfterAll
  static void closeNode() {
    node().close();
  }

  static RabbitNode node() {
    if (started == null) {
      throw new IllegalStateException("no node");
    }
    return started;
  }
}
