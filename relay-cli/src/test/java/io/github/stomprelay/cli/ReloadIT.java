package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred reloads of the packaged jar while sessions talk: none is dropped, nothing is lost, and
 * a file with a mistake in it changes nothing.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ReloadIT {
  private static final int RELOADS = 100;
  private static final int SUBSCRIBERS = 8;
  private static final int PUBLISHERS = 2;
  private static final int PAUSE_MILLIS = 2;

  private final int stompPort = FreePorts.next();
  private final AtomicBoolean enough = new AtomicBoolean();
  private final ExecutorService clients = Executors.newCachedThreadPool();

  @TempDir private Path folder;

  @Test
  void aHundredReloadsDropNoSessionAndLoseNothing() throws Exception {
    try (EmbeddedBroker broker =
        EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"))) {
      Path file = folder.resolve("relay.properties");
      Files.writeString(file, basis(broker.port()) + "limits.subscriptions=100\n");
      try (JarProcess relay =
          JarProcess.start(folder, Map.of(), List.of("--config", file.toString()))) {
        relay.awaitSaid("listening: stomp");
        List<StompClient> subscribers = new ArrayList<>();
        List<Future<List<String>>> heard = new ArrayList<>();
        for (int i = 0; i < SUBSCRIBERS; i++) {
          StompClient client = client();
          subscribe(client, "1");
          subscribers.add(client);
          heard.add(clients.submit(() -> listen(client)));
        }
        List<Future<Integer>> sent = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
          String name = "publisher " + i;
          sent.add(clients.submit(() -> publish(name)));
        }
        reload(relay, file, basis(broker.port()));
        enough.set(true);
        check(sent, heard);
        for (StompClient client : subscribers) {
          client.sendFrame("SEND", "", "destination:/queue/last", "receipt:still-here");
          assertEquals("still-here", client.receive("RECEIPT").header("receipt-id"));
          client.close();
        }
        theLastGoodFileIsInForce();
        relay.signal("TERM");
        assertEquals(0, relay.exitCode());
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private String basis(int amqpPort) {
    return """
    stomp.bind = 127.0.0.1
    stomp.port = %d
    http.port = off
    admin.port = off
    amqp.port = %d
    auth.mode = anonymous
    """
        .formatted(stompPort, amqpPort);
  }

  /** Every fifth file has a mistake in it, the last one as well. */
  private static void reload(JarProcess relay, Path file, String basis)
      throws IOException, InterruptedException {
    int good = 0;
    int bad = 0;
    for (int i = 1; i <= RELOADS; i++) {
      boolean mistake = i % 5 == 0;
      int subscriptions = i == RELOADS - 1 ? 1 : 100 + i;
      String last = mistake ? "limits.subscriptoins=7\n" : "limits.subscriptions=" + subscriptions;
      Files.writeString(file, basis + last);
      relay.signal("HUP");
      if (mistake) {
        relay.awaitSaid("configuration not reloaded", ++bad);
      } else {
        relay.awaitSaid("configuration reloaded", ++good);
      }
    }
  }

  private StompClient client() {
    StompClient client = StompClient.connect("127.0.0.1", stompPort);
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  private static void subscribe(StompClient client, String id) {
    client.sendFrame("SUBSCRIBE", "", "id:" + id, "destination:/topic/news", "receipt:" + id);
    assertEquals(id, client.receive("RECEIPT").header("receipt-id"));
  }

  /** Publishes, each message after the receipt of the one before; says "end"; how many it were. */
  private int publish(String name) throws InterruptedException {
    try (StompClient client = client()) {
      int sent = 0;
      while (!enough.get()) {
        send(client, name + " " + sent++);
        Thread.sleep(PAUSE_MILLIS);
      }
      send(client, "end");
      return sent;
    }
  }

  private static void send(StompClient client, String body) {
    client.sendFrame("SEND", body, "destination:/topic/news", "receipt:r");
    assertEquals("r", client.receive("RECEIPT").header("receipt-id"));
  }

  /** Returns what a subscriber gets, until every publisher has ended. */
  private static List<String> listen(StompClient client) {
    List<String> heard = new ArrayList<>();
    for (int ends = 0; ends < PUBLISHERS; ) {
      StompFrame message = client.receive("MESSAGE");
      if (message.text().equals("end")) {
        ends++;
      } else {
        heard.add(message.text());
      }
    }
    return heard;
  }

  private static void check(List<Future<Integer>> sent, List<Future<List<String>>> heard)
      throws Exception {
    List<List<String>> expected = new ArrayList<>();
    for (int i = 0; i < PUBLISHERS; i++) {
      List<String> all = new ArrayList<>();
      for (int n = 0; n < sent.get(i).get(); n++) {
        all.add("publisher " + i + " " + n);
      }
      assertTrue(!all.isEmpty(), "nothing was published meanwhile");
      expected.add(all);
    }
    for (Future<List<String>> subscriber : heard) {
      List<String> all = subscriber.get();
      for (int i = 0; i < PUBLISHERS; i++) {
        String name = "publisher " + i + " ";
        assertEquals(expected.get(i), all.stream().filter(body -> body.startsWith(name)).toList());
      }
    }
  }

  private void theLastGoodFileIsInForce() {
    try (StompClient client = client()) {
      subscribe(client, "1");
      client.sendFrame("SUBSCRIBE", "", "id:2", "destination:/topic/news");
      String detail = client.receive("ERROR").text();
      assertTrue(detail.contains("limits.subscriptions"), detail);
    }
  }
}
