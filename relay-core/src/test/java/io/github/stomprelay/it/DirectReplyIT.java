package io.github.stomprelay.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RabbitMQ's direct reply-to: sessions answer to it, and are told what to ask with instead. */
class DirectReplyIT {
  private static final String DIRECT = "amq.rabbitmq.reply-to";
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY = TestRelay.start(NODE, "stomp.errors = lenient");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  @Test
  void aProgramThatAsksByItGetsItsAnswerAndTheAnswersSenderItsReceipt() throws Exception {
    String queue = "direct." + System.nanoTime();
    try (BrokerSide broker = new BrokerSide(NODE);
        StompClient worker = RELAY.connected("1.2")) {
      worker.sendFrame("SUBSCRIBE", "", "id:w", "destination:/queue/" + queue, "receipt:r");
      worker.receive("RECEIPT");
      CompletableFuture<String> answer = new CompletableFuture<>();
      Channel channel = broker.channel();
      channel.basicConsume(
          DIRECT,
          true,
          (tag, delivery) -> answer.complete(new String(delivery.getBody(), UTF_8)),
          tag -> {});
      channel.basicPublish(
          "",
          queue,
          new AMQP.BasicProperties.Builder().replyTo(DIRECT).build(),
          "question".getBytes(UTF_8));
      String replyTo = String.valueOf(worker.receive("MESSAGE").header("reply-to"));
      assertTrue(replyTo.startsWith("/reply-queue/" + DIRECT + "."), replyTo);
      worker.sendFrame("SEND", "answer", "destination:" + replyTo, "receipt:answered");
      assertEquals("answered", worker.receive().header("receipt-id"));
      assertEquals("answer", answer.get(60, TimeUnit.SECONDS));
      channel.queueDelete(queue);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void whoAsksByItIsToldWhatToUseAndNobodyElseNotices(String version) throws IOException {
    try (StompClient client = RELAY.connected(version);
        StompClient other = RELAY.connected(version)) {
      other.sendFrame("SUBSCRIBE", "", "id:o", "destination:/topic/direct.other", "receipt:r");
      other.receive("RECEIPT");
      client.sendFrame(
          "SEND", "x", "destination:/topic/direct.other", "reply-to:" + DIRECT, "receipt:1");
      refused(client.receive(), "1");
      String transaction = "transaction:t";
      client.sendFrame("BEGIN", "", transaction);
      client.sendFrame(
          "SEND",
          "x",
          "destination:/topic/direct.other",
          "reply-to:" + DIRECT,
          transaction,
          "receipt:2");
      refused(client.receive(), "2");
      for (String place : new String[] {"/queue/", "/amq/queue/", "/reply-queue/"}) {
        client.sendFrame(
            "SUBSCRIBE", "", "id:" + place, "destination:" + place + DIRECT, "receipt:3");
        refused(client.receive(), "3");
      }
      client.sendFrame("SEND", "after", "destination:/topic/direct.other", "receipt:4");
      assertEquals("4", client.receive("RECEIPT").header("receipt-id"));
      assertEquals("after", other.receive("MESSAGE").text());
    }
  }

  private static void refused(StompFrame error, String receipt) {
    assertEquals("ERROR", error.command(), error.toString());
    assertEquals(receipt, error.header("receipt-id"), error.toString());
    assertTrue(error.text().contains("use reply-to:/temp-queue/NAME"), error.toString());
  }
}
