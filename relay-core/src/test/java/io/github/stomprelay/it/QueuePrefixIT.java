package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RabbitMQ's own permissions, by the name of a queue, hold users of the relay apart. */
class QueuePrefixIT {
  private static final RabbitNode NODE = RabbitNode.shared();
  private static final TestRelay RELAY =
      TestRelay.start(
          NODE,
          "stomp.host-as-vhost = false",
          "stomp.errors = lenient",
          "stomp.queue-prefix = t1:{user}:");
  private static final String USER = "prefix.kim";

  @BeforeAll
  static void permit() {
    NODE.ctl("add_user", USER, "secret");
    String own = "^t1:prefix=2Ekim:";
    NODE.ctl(
        "set_permissions", USER, own, own + "|^amq\\.(topic|default)$", own + "|^amq\\.topic$");
  }

  @AfterAll
  static void stop() {
    RELAY.close();
    NODE.ctl("delete_user", USER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  void queuesThatTheRelayNamesAreTheUsersAndOthersAreNot(String version) {
    try (StompClient kim = RELAY.connected(version, "login:" + USER, "passcode:secret")) {
      for (String headers : new String[] {"ack:auto", "ack:client", "durable:true"}) {
        kim.sendFrame(
            "SUBSCRIBE",
            "",
            "id:" + headers,
            "destination:/topic/prefix.kim." + version,
            headers,
            "receipt:r");
        kim.receive("RECEIPT");
      }
      String queues = NODE.ctl("-q", "list_queues", "name");
      long own =
          queues
              .lines()
              .filter(name -> name.startsWith("t1:prefix=2Ekim:stomp-subscription-"))
              .count();
      assertTrue(own >= 3, queues);
      kim.sendFrame(
          "SEND", "x", "destination:/topic/prefix.other", "reply-to:/temp-queue/a", "receipt:s");
      kim.receive("RECEIPT");
      assertTrue(NODE.ctl("-q", "list_queues", "name").contains("t1:prefix=2Ekim:stomp.gen-"));
      kim.sendFrame("SUBSCRIBE", "", "id:q", "destination:/queue/prefix.foreign", "receipt:q");
      StompFrame error = kim.receive("ERROR");
      assertEquals("access_refused", error.header("message"), error.toString());
    }
  }
}
