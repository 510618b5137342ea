package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.TestRelay;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A memory alarm of RabbitMQ, as publishers of every version are told of it. */
class PublishingNoticesIT {
  private final RabbitNode node = RabbitNode.shared();

  private static StompClient connected(TestRelay relay, String version) {
    StompClient client =
        StompClient.connect(relay.stomp().getHostString(), relay.stomp().getPort());
    client.sendFrame("CONNECT", "", "accept-version:" + version, "login:guest", "passcode:guest");
    client.receive("CONNECTED");
    client.sendFrame(
        "SUBSCRIBE", "", "id:n", "destination:/user/queue/publishing", "receipt:subscribed");
    client.receive("RECEIPT");
    return client;
  }

  @Test
  void publishersHearThatTheBrokerTakesNothingAndThatItDoesAgain() {
    List<StompClient> clients = new ArrayList<>();
    try (TestRelay relay = TestRelay.start(node, "stomp.host-as-vhost = false")) {
      for (String version : List.of("1.0", "1.1", "1.2")) {
        clients.add(connected(relay, version));
      }
      node.ctl("set_vm_memory_high_watermark", "0.00001");
      try {
        for (StompClient client : clients) {
          for (int i = 0; i < 15; i++) {
            client.sendFrame("SEND", "x".repeat(10_000), "destination:/topic/notices");
          }
          assertEquals("{\"publishing\":\"paused\"}", client.receive("MESSAGE").text());
        }
      } finally {
        node.ctl("set_vm_memory_high_watermark", "0.5");
      }
      for (StompClient client : clients) {
        assertEquals("{\"publishing\":\"resumed\"}", client.receive("MESSAGE").text());
        client.sendFrame("SEND", "x", "destination:/topic/notices", "receipt:after");
        assertEquals("after", client.receive("RECEIPT").header("receipt-id"));
      }
    } finally {
      clients.forEach(StompClient::close);
    }
  }
}
