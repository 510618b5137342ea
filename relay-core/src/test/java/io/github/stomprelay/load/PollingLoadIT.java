package io.github.stomprelay.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.TestRelay;
import org.junit.jupiter.api.Test;

/**
 * Pages that can do no better than poll, many of them, in a chat. A few in every build; at full
 * size, with its figures on standard output:
 *
 * <pre>
 * mvn -pl relay-core verify -Dtest=NONE -Dit.test=PollingLoadIT \
 *   -Dsurefire.failIfNoSpecifiedTests=false -Dpolling.clients=2000 -Dpolling.seconds=60
 * </pre>
 */
class PollingLoadIT {
  private static final int CLIENTS = Integer.getInteger("polling.clients", 200);
  private static final int SECONDS = Integer.getInteger("polling.seconds", 5);
  private static final long SLACK = 16L << 20;

  @Test
  void nothingIsLostAndTheMemoryComesBack() throws InterruptedException {
    try (TestRelay relay =
        TestRelay.start(
            RabbitNode.shared(),
            "stomp.port = off",
            "http.bind = 127.0.0.1",
            "http.port = 0",
            "auth.mode = anonymous")) {
      chat(relay, 20, 1);
      Memory before = Memory.now();
      ChatRooms.Result result = chat(relay, CLIENTS, SECONDS);
      Memory after = Memory.below(before.heap() + SLACK);
      System.out.printf(
          "LOAD %d clients, %d s: said %d, heard %d of %d; before: %s; after: %s%n",
          CLIENTS, SECONDS, result.said(), result.heard(), result.expected(), before, after);
      assertTrue(result.said() > 0, "nobody said anything");
      assertEquals(result.expected(), result.heard());
      assertTrue(after.heap() <= before.heap() + SLACK, before + " became " + after);
    }
  }

  private static ChatRooms.Result chat(TestRelay relay, int clients, int seconds)
      throws InterruptedException {
    try (ChatRooms rooms = new ChatRooms(clients, relay.address("http"))) {
      rooms.join();
      assertEquals(clients, relay.sessions());
      ChatRooms.Result result = rooms.talk(seconds);
      rooms.leave();
      while (relay.sessions() > 0) {
        Thread.sleep(20);
      }
      return result;
    }
  }
}
