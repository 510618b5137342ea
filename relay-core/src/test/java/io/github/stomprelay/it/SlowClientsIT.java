package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.testkit.TestRelay;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Clients that stop reading, over real sockets: the others notice nothing. */
class SlowClientsIT {
  private static final int KEYS = 10;
  private static final int BODY = 4000;
  private static final int BUFFER = 128 << 10;
  private static final int SMALL_RECEIVE_BUFFER = 4096;

  /**
   * Messages between two looks at whether everybody is where the test wants them: less than the
   * buffer holds, for the good readers are read one after the other, and must not be slow by that.
   */
  private static final int BATCH = 25;

  private static final int MOST_BATCHES = 1_200;

  private static final TestRelay RELAY =
      TestRelay.start(
          RabbitNode.shared(),
          "admin.port = 0",
          "limits.outbound-buffer-bytes = " + BUFFER,
          "limits.outbound-timeout = 1s",
          "destination.drop.pattern = /topic/slow.*",
          "destination.drop.slow-client = drop-oldest",
          "destination.latest.pattern = /exchange/amq.topic/slow.*",
          "destination.latest.slow-client = keep-latest");

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static StompClient connected(int receiveBuffer) {
    StompClient client =
        StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort(), receiveBuffer);
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  private static StompClient subscribed(String destination, int receiveBuffer) {
    StompClient client = connected(receiveBuffer);
    client.sendFrame("SUBSCRIBE", "", "id:s", "destination:" + destination, "receipt:r");
    client.receive("RECEIPT");
    return client;
  }

  private static StompClient stalled(String destination) {
    return subscribed(destination, SMALL_RECEIVE_BUFFER);
  }

  private static String body(int number) {
    return number + " " + "x".repeat(BODY);
  }

  private static int number(StompFrame frame) {
    return Integer.parseInt(frame.text().substring(0, frame.text().indexOf(' ')));
  }

  private static long metric(String line) {
    try {
      HttpResponse<String> metrics =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://localhost:" + RELAY.address("admin").getPort() + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
      assertEquals(200, metrics.statusCode(), metrics.body());
      return metrics
          .body()
          .lines()
          .filter(each -> each.startsWith("stomp_relay_" + line + " "))
          .map(each -> (long) Double.parseDouble(each.substring(each.lastIndexOf(' ') + 1)))
          .findFirst()
          .orElse(0L);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static long disconnected() {
    return metric("slow_clients_total{action=\"disconnect\"}");
  }

  private static boolean everyPolicyHasActed() {
    return metric("slow_client_messages_dropped_total{action=\"drop-oldest\"}") > 2L * BATCH
        && metric("slow_client_messages_dropped_total{action=\"keep-latest\"}") > 2L * BATCH
        && disconnected() >= 1;
  }

  @Test
  void fiveThatStopReadingGetWhatTheirPolicySaysAndTheOthersLoseNothing() {
    List<StompClient> readers =
        IntStream.range(0, 8).mapToObj(i -> subscribed("/topic/*.*", 0)).toList();
    List<StompClient> dropping = List.of(stalled("/topic/slow.*"), stalled("/topic/slow.*"));
    List<StompClient> latest =
        List.of(stalled("/exchange/amq.topic/slow.*"), stalled("/exchange/amq.topic/slow.*"));
    StompClient strict = stalled("/topic/*.*");
    int sent = 0;
    try (StompClient publisher = connected(0)) {
      for (int batch = 0; batch < MOST_BATCHES && !everyPolicyHasActed(); batch++) {
        for (int i = 0; i < BATCH; i++, sent++) {
          publisher.sendFrame("SEND", body(sent), "destination:/topic/slow." + sent % KEYS);
        }
        for (StompClient reader : readers) {
          for (int i = sent - BATCH; i < sent; i++) {
            assertEquals(i, number(reader.receive("MESSAGE")), "nothing lost, in order");
          }
        }
      }
    }
    assertTrue(everyPolicyHasActed(), "after " + sent + " messages");
    for (StompClient client : dropping) {
      newestArriveInOneRow(readTo(client, sent - 1), sent);
    }
    for (StompClient client : latest) {
      latestOfEachKeyArrive(readTo(client, sent - 1), sent);
    }
    assertTrue(endsWithSlowConsumer(strict));
    readers.forEach(StompClient::close);
  }

  private static List<Integer> readTo(StompClient client, int last) {
    List<Integer> numbers = new ArrayList<>();
    do {
      numbers.add(number(client.receive("MESSAGE")));
    } while (numbers.get(numbers.size() - 1) != last);
    client.sendFrame("UNSUBSCRIBE", "", "id:s", "receipt:still-here");
    client.receive("RECEIPT");
    client.close();
    return numbers;
  }

  private static void newestArriveInOneRow(List<Integer> got, int sent) {
    assertEquals(got.stream().sorted().distinct().toList(), got, "in order");
    int gap = got.size() - 1;
    while (gap > 0 && got.get(gap) == got.get(gap - 1) + 1) {
      gap--;
    }
    int afterTheGap = got.size() - gap;
    assertTrue(got.size() < sent && gap > 0, "something was dropped");
    assertTrue(afterTheGap <= BUFFER / BODY, afterTheGap + " waited");
    assertTrue(afterTheGap > BUFFER / BODY / 2, afterTheGap + " waited");
  }

  private static void latestOfEachKeyArrive(List<Integer> got, int sent) {
    assertEquals(got.stream().sorted().distinct().toList(), got, "in order");
    Set<Integer> expected = new HashSet<>(IntStream.range(sent - KEYS, sent).boxed().toList());
    assertEquals(expected, new HashSet<>(got.subList(got.size() - KEYS, got.size())));
    assertTrue(got.get(got.size() - KEYS - 1) < sent - KEYS - BATCH, "what was between is dropped");
  }

  /** Its ERROR, if it reads again before the relay gives up; else the end of the connection. */
  private static boolean endsWithSlowConsumer(StompClient client) {
    @Nullable StompFrame frame = client.receiveOrEnd();
    while (frame != null && frame.command().equals("MESSAGE")) {
      frame = client.receiveOrEnd();
    }
    client.close();
    return frame == null || "Slow consumer".equals(frame.header("message"));
  }

  @Test
  void aStalledConsumerOfAQueueIsCutAndItsMessagesGoToAnother() throws InterruptedException {
    int messages = 3_000;
    long before = disconnected();
    String queue = "destination:/queue/slow.q" + System.nanoTime();
    try (StompClient publisher = connected(0)) {
      for (int i = 0; i < messages; i++) {
        publisher.sendFrame("SEND", body(i), queue, i == messages - 1 ? "receipt:r" : "n:" + i);
      }
      publisher.receive("RECEIPT");
    }
    StompClient stuck = connected(SMALL_RECEIVE_BUFFER);
    stuck.sendFrame("SUBSCRIBE", "", "id:s", queue, "receipt:r");
    stuck.receive("RECEIPT");
    for (int i = 0; i < 600 && disconnected() == before; i++) {
      Thread.sleep(50);
    }
    try (StompClient other = connected(0)) {
      other.sendFrame("SUBSCRIBE", "", "id:s", queue, "ack:client-individual");
      Set<Integer> got = new HashSet<>();
      while (!got.contains(messages - 1)) {
        StompFrame message = other.receive("MESSAGE");
        got.add(number(message));
        other.sendFrame("ACK", "", "id:" + message.header("ack"));
      }
      // what the stalled one's socket had taken is gone with it, everything else arrives
      int first = got.stream().mapToInt(Integer::intValue).min().orElseThrow();
      assertEquals(messages - first, got.size(), "a gap");
      assertTrue(first < messages - BUFFER / BODY, "the broker had kept the rest");
    }
    stuck.close();
  }

  @Test
  void aDeepQueueOfLargeMessagesCutsNobodyOff() {
    int messages = 2_000;
    String queue = "destination:/queue/deep" + System.nanoTime();
    try (StompClient client = connected(SMALL_RECEIVE_BUFFER)) {
      for (int i = 0; i < messages; i++) {
        client.sendFrame("SEND", body(i), queue, i == messages - 1 ? "receipt:r" : "n:" + i);
      }
      client.receive("RECEIPT");
      client.sendFrame("SUBSCRIBE", "", "id:s", queue);
      for (int i = 0; i < messages; i++) {
        assertEquals(i, number(client.receive("MESSAGE")));
      }
    }
  }
}
