package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Names that clients give themselves, and booleans as they write them (rows 4 and 21 of 18). */
class ClientHabitsIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY = TestRelay.start(NODE, "stomp.booleans = lenient");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static StompClient connected(String... headers) {
    StompClient client =
        StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
    assertEquals("CONNECTED", client.connect(headers).command());
    return client;
  }

  private static String consumers() {
    return NODE.ctl("-q", "list_consumers", "queue_name", "consumer_tag");
  }

  @Test
  void theBrokerShowsWhoseConsumerItIs() {
    try (StompClient till = connected("client-id:till 4");
        StompClient other = connected("connection-name:till 4")) {
      for (StompClient client : new StompClient[] {till, other}) {
        client.sendFrame("SUBSCRIBE", "", "id:1", "destination:/queue/habits.a", "receipt:s");
        client.receive("RECEIPT");
        client.sendFrame("SUBSCRIBE", "", "id:2", "destination:/queue/habits.b", "receipt:t");
        client.receive("RECEIPT");
      }
      String shown = consumers();
      assertEquals(5, shown.split("till 4", -1).length, shown);
      assertTrue(shown.contains("habits.a\ttill 4"), shown);
      till.sendFrame("SEND", "x", "destination:/queue/habits.c", "receipt:u");
      assertEquals("u", till.receive("RECEIPT").header("receipt-id"));
      till.sendFrame("UNSUBSCRIBE", "", "id:1", "receipt:v");
      till.receive("RECEIPT");
      other.sendFrame("UNSUBSCRIBE", "", "id:1", "receipt:v");
      other.receive("RECEIPT");
      assertFalse(consumers().contains("habits.a"));
    }
  }

  @Test
  void booleansMayBeWrittenAsPeopleWriteThem() {
    try (StompClient client = connected()) {
      String destination = "destination:/queue/habits.booleans";
      client.sendFrame(
          "SUBSCRIBE", "", "id:1", destination, "durable:YES", "auto-delete:1", "receipt:s");
      assertEquals("s", client.receive("RECEIPT").header("receipt-id"));
      String queues = NODE.ctl("-q", "list_queues", "name", "durable", "auto_delete");
      assertTrue(queues.contains("habits.booleans\ttrue\ttrue"), queues);
      client.sendFrame("SEND", "kept", destination, "persistent:1");
      assertEquals("true", client.receive("MESSAGE").header("persistent"));
      client.sendFrame("SUBSCRIBE", "", "id:2", destination, "exclusive:perhaps");
      assertTrue(client.receive("ERROR").text().contains("'exclusive' is 'perhaps'"));
    }
  }
}
