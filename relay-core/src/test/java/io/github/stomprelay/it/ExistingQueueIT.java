package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues that exist with other properties than clients say, used as they are where that is set. */
class ExistingQueueIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY =
      TestRelay.start(
          NODE,
          "stomp.errors = lenient",
          "destination.found.pattern = /queue/found.#",
          "destination.found.queue-declare = as-it-is",
          "destination.bound.pattern = /topic/found.#",
          "destination.bound.queue-declare = as-it-is");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x-message-ttl:600", "durable:true", "auto-delete:true", "exclusive:true"})
  void aQueueThatDiffersIsConsumedAsItIs(String property) throws IOException {
    String queue = "found." + System.nanoTime();
    try (BrokerSide broker = new BrokerSide(NODE);
        StompClient sender = RELAY.connected("1.2");
        StompClient consumer = RELAY.connected("1.2")) {
      Channel channel = broker.channel();
      channel.queueDeclare(queue, false, false, false, Map.of("x-message-ttl", 60_000));
      String destination = "destination:/queue/" + queue;
      sender.sendFrame("SEND", "one", destination, property, "receipt:sent");
      assertEquals("sent", sender.receive("RECEIPT").header("receipt-id"));
      consumer.sendFrame("SUBSCRIBE", "", "id:s", destination, property, "receipt:there");
      assertEquals("there", consumer.receive("RECEIPT").header("receipt-id"));
      assertEquals("one", consumer.receive("MESSAGE").text());
      consumer.sendFrame("UNSUBSCRIBE", "", "id:s", "receipt:gone");
      consumer.receive("RECEIPT");
      // it is there still, and still what it was
      channel.queueDeclare(queue, false, false, false, Map.of("x-message-ttl", 60_000));
      channel.queueDelete(queue);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void aQueueThatIsNotThereIsDeclaredAndAnArgumentThatIsNoneIsRefused(String version) {
    String queue = "found." + System.nanoTime();
    try (StompClient client = RELAY.connected(version)) {
      client.sendFrame(
          "SUBSCRIBE", "", "id:s", "destination:/queue/" + queue, "auto-delete:true", "receipt:r");
      client.receive("RECEIPT");
      client.sendFrame("SEND", "x", "destination:/queue/" + queue);
      assertEquals("x", client.receive("MESSAGE").text());
      client.sendFrame(
          "SUBSCRIBE", "", "id:bad", "destination:/queue/" + queue + ".bad", "x-queue-type:bogus");
      StompFrame error = client.receive("ERROR");
      assertEquals("precondition_failed", error.header("message"), error.toString());
      assertTrue(error.text().contains("x-queue-type"), error.toString());
    }
  }

  @Test
  void whoMeetsAQueueThatDiffersIsToldHowToUseIt() throws IOException {
    String queue = "other." + System.nanoTime();
    try (BrokerSide broker = new BrokerSide(NODE);
        StompClient client = RELAY.connected("1.2")) {
      Channel channel = broker.channel();
      channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
      client.sendFrame("SUBSCRIBE", "", "id:s", "destination:/queue/" + queue);
      StompFrame error = client.receive("ERROR");
      assertTrue(error.text().contains("/amq/queue/" + queue), error.toString());
      assertTrue(error.text().contains("queue-declare=as-it-is"), error.toString());
      channel.queueDelete(queue);
    }
  }

  @Test
  void aQueueBehindATopicIsBoundAsItIs() throws IOException {
    String queue = "found." + System.nanoTime();
    try (BrokerSide broker = new BrokerSide(NODE);
        StompClient client = RELAY.connected("1.2")) {
      broker.channel().queueDeclare(queue, true, false, false, Map.of());
      client.sendFrame(
          "SUBSCRIBE",
          "",
          "id:s",
          "destination:/topic/" + queue,
          "x-queue-name:" + queue,
          "x-max-length:5",
          "receipt:r");
      client.receive("RECEIPT");
      client.sendFrame("SEND", "x", "destination:/topic/" + queue);
      assertEquals("x", client.receive("MESSAGE").text());
      broker.channel().queueDelete(queue);
    }
  }
}
