package io.github.stomprelay.amqp;

import io.github.stomprelay.testkit.RabbitNode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A broker of its own for every test, on the node that all tests share. */
abstract class SharedNodeFixture {
  final RabbitNode node = RabbitNode.shared();
  final AmqpFixture fixture = new AmqpFixture(node.amqpPort());

  @BeforeEach
  void startBroker() {
    fixture.start();
  }

  @AfterEach
  void closeBroker() {
    fixture.close();
  }

  static String fresh(String name) {
    return name + "-" + UUID.randomUUID();
  }
}
