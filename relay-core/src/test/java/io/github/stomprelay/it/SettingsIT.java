package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.GetResponse;
import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the plugin has a setting for, or nothing at all: one relay with all of it switched on. */
class SettingsIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY =
      TestRelay.start(
          NODE,
          "stomp.errors = lenient",
          "stomp.implicit-connect = true",
          "stomp.host-as-vhost = false",
          "stomp.ack-timeout = 2s",
          "topic.slash = dot",
          "alias.chat.from = /chat/",
          "alias.chat.to = /topic/settings.chat.",
          "alias.user.from = /user/",
          "alias.user.to = /queue/settings.user.",
          "destination.work.pattern = /queue/settings.work",
          "destination.work.retry.attempts = 2",
          "destination.work.retry.first-pause = 10ms",
          "destination.work.retry.longest-pause = 10ms",
          "destination.work.retry.dead-letter-exchange = amq.direct",
          "destination.work.retry.dead-letter-routing-key = settings.dead");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static StompClient socket() {
    return StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
  }

  private static StompClient connected() {
    StompClient client = socket();
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  private static void subscribe(StompClient client, String... headers) {
    client.sendFrame("SUBSCRIBE", "", headers);
    client.receive("RECEIPT");
  }

  @Test
  void aClientMayBeginWithoutCONNECT() {
    try (StompClient client = socket()) {
      // it speaks 1.0, where the space belongs to the colon
      client.sendFrame("SEND", "x", "destination: /queue/settings.implicit", "receipt:r");
      assertEquals("r", client.receive("RECEIPT").header("receipt-id"));
    }
  }

  @Test
  void aDNSNameAsHostIsNoVhost() {
    try (StompClient client = socket()) {
      client.sendFrame("CONNECT", "", "accept-version:1.2", "host:www.example.com");
      client.receive("CONNECTED");
    }
  }

  @Test
  void slashesOfTopicsAreDots() {
    try (StompClient client = connected()) {
      subscribe(client, "id:s", "destination:/topic/settings/a/*", "receipt:r");
      client.sendFrame("SEND", "x", "destination:/topic/settings/a/b");
      assertEquals("/topic/settings/a/b", client.receive("MESSAGE").header("destination"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void otherPrefixesStandForTheRelaysOwn(String version) {
    try (StompClient client = socket();
        StompClient other = connected()) {
      client.sendFrame("CONNECT", "", "accept-version:" + version);
      client.receive("CONNECTED");
      subscribe(client, "id:s", "destination:/chat/*/*", "receipt:r");
      subscribe(other, "id:s", "destination:/topic/settings.chat.*.*", "receipt:r");
      client.sendFrame("SEND", "x", "destination:/chat/r1/" + version.replace('.', '-'));
      String room = "r1/" + version.replace('.', '-');
      assertEquals("/chat/" + room, client.receive("MESSAGE").header("destination"));
      assertEquals(
          "/topic/settings.chat." + room.replace('/', '.'),
          other.receive("MESSAGE").header("destination"));
      subscribe(client, "id:u", "destination:/user/kim", "receipt:r");
      other.sendFrame("SEND", "y", "destination:/queue/settings.user.kim");
      assertEquals("/user/kim", client.receive("MESSAGE").header("destination"));
    }
  }

  @Test
  void whatIsNeverAnsweredGoesToAnotherAndTheClientIsTold() {
    try (StompClient slow = connected();
        StompClient other = connected()) {
      String destination = "destination:/queue/settings.deadline";
      subscribe(slow, "id:s", destination, "ack:client", "receipt:r");
      slow.sendFrame("SEND", "x", destination);
      slow.receive("MESSAGE");
      subscribe(other, "id:o", destination, "receipt:r");
      assertEquals("true", other.receive("MESSAGE").header("redelivered"));
      StompFrame error = slow.receive("ERROR");
      assertEquals("Acknowledgement timeout", error.header("message"));
      assertEquals("s", error.header("subscription"));
    }
  }

  @Test
  void aMessageReturnedTooOftenIsDeadLetteredWithItsReason() throws IOException {
    try (StompClient client = connected();
        BrokerSide broker = new BrokerSide(NODE)) {
      broker.run("queue settings.dead");
      broker.run("bind settings.dead amq.direct settings.dead");
      subscribe(client, "id:s", "destination:/queue/settings.work", "ack:client", "receipt:r");
      client.sendFrame("SEND", "poison", "destination:/queue/settings.work");
      StompFrame first = client.receive("MESSAGE");
      client.sendFrame("NACK", "", "id:" + first.header("ack"));
      StompFrame second = client.receive("MESSAGE");
      assertEquals("true", second.header("redelivered"));
      assertEquals("2", second.header("x-relay-attempt"));
      assertNotEquals(first.header("ack"), second.header("ack"));
      client.sendFrame("NACK", "", "id:" + second.header("ack"));
      broker.run("messages settings.dead 1");
      GetResponse dead = broker.channel().basicGet("settings.dead", true);
      Map<String, Object> headers = dead.getProps().getHeaders();
      assertEquals("poison", new String(dead.getBody(), StandardCharsets.UTF_8));
      assertTrue(String.valueOf(headers.get("x-relay-reason")).contains("2 times"));
      assertEquals("settings.work", String.valueOf(headers.get("x-relay-queue")));
    }
  }

  @Test
  void aMessageOnWhichClientsHangIsDeadLettered() throws IOException {
    try (StompClient client = connected();
        BrokerSide broker = new BrokerSide(NODE)) {
      broker.run("queue settings.dead");
      broker.run("bind settings.dead amq.direct settings.dead");
      for (String id : new String[] {"first", "second"}) {
        subscribe(
            client, "id:" + id, "destination:/queue/settings.work", "ack:client", "receipt:r");
        if (id.equals("first")) {
          client.sendFrame("SEND", "hang", "destination:/queue/settings.work");
        }
        assertEquals("hang", client.receive("MESSAGE").text());
        assertEquals("Acknowledgement timeout", client.receive("ERROR").header("message"));
      }
      // the third does not get it
      subscribe(client, "id:third", "destination:/queue/settings.work", "ack:client", "receipt:r");
      broker.run("messages settings.dead 1");
      assertEquals(
          "hang",
          new String(
              broker.channel().basicGet("settings.dead", true).getBody(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void headersExchangesCanBeBound() {
    try (StompClient client = connected()) {
      subscribe(
          client,
          "id:s",
          "destination:/exchange/amq.headers",
          "x-match:all",
          "x-bind-colour:red",
          "x-bind-size:",
          "receipt:r");
      for (String colour : new String[] {"blue", "red"}) {
        client.sendFrame(
            "SEND", colour, "destination:/exchange/amq.headers", "colour:" + colour, "size:5");
      }
      assertEquals("red", client.receive("MESSAGE").text());
    }
  }

  @Test
  void copiesGoWhereCCSays() {
    try (StompClient client = connected()) {
      subscribe(client, "id:s", "destination:/queue/settings.copy", "receipt:r");
      client.sendFrame("SEND", "x", "destination:/queue/settings.first", "CC:settings.copy");
      assertEquals("[\"settings.copy\"]", client.receive("MESSAGE").header("CC"));
    }
  }

  @Test
  void aConsumerOfHigherPriorityIsServedFirst() {
    try (StompClient low = connected();
        StompClient high = connected()) {
      String destination = "destination:/queue/settings.priority";
      subscribe(low, "id:l", destination, "receipt:r");
      subscribe(high, "id:h", destination, "x-priority:5", "receipt:r");
      low.sendFrame("SEND", "x", destination, "receipt:sent");
      assertEquals("sent", low.receive().header("receipt-id"));
      assertEquals("x", high.receive("MESSAGE").text());
    }
  }
}
