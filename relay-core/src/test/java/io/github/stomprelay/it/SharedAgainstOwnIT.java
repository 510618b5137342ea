package io.github.stomprelay.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.testkit.RabbitNode;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.TestRelay;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole relay, from socket to socket: pairs of subscriptions with the same random pattern, one
 * shared and one with a queue of its own, come and go while somebody publishes to random keys. From
 * the RECEIPT of the SUBSCRIBE to the UNSUBSCRIBE both must see the same, in the same order.
 */
class SharedAgainstOwnIT {
  private static final TestRelay RELAY = TestRelay.start(RabbitNode.shared());
  private static final String[] WORDS = {"a", "b", "c"};
  private static final int STEPS = 60;
  private static final int BURST = 15;

  @AfterAll
  static void stop() {
    RELAY.close();
  }

  private static StompClient connected() {
    StompClient client =
        StompClient.connect(RELAY.stomp().getHostString(), RELAY.stomp().getPort());
    assertEquals("CONNECTED", client.connect().command());
    return client;
  }

  /**
   * Two clients with one pattern.
   *
   * @param from number of the first message that was published when both had subscribed
   */
  private record Pair(String pattern, int from, StompClient shared, StompClient own) {
    static Pair join(String pattern, int from) {
      StompClient shared = connected();
      subscribe(shared, pattern, "receipt:in");
      StompClient own = connected();
      subscribe(own, pattern, "receipt:in", "x-message-ttl:600000");
      return new Pair(pattern, from, shared, own);
    }

    private static void subscribe(StompClient client, String pattern, String... headers) {
      List<String> all = new ArrayList<>(List.of("id:s", "destination:/topic/" + pattern));
      all.addAll(List.of(headers));
      client.sendFrame("SUBSCRIBE", "", all.toArray(String[]::new));
      client.receive("RECEIPT");
    }

    /** Reads both up to a last message, published with a key that the pattern matches. */
    void compareAndLeave(StompClient publisher, int last) {
      String key = pattern.replace("*", "a").replace("#", "a");
      publisher.sendFrame("SEND", "" + last, "destination:/topic/" + key, "receipt:r");
      publisher.receive("RECEIPT");
      assertEquals(upTo(last, own), upTo(last, shared), pattern);
      for (StompClient client : List.of(shared, own)) {
        client.sendFrame("UNSUBSCRIBE", "", "id:s", "receipt:out");
        client.receive("RECEIPT");
        client.close();
      }
    }

    private List<Integer> upTo(int last, StompClient client) {
      List<Integer> numbers = new ArrayList<>();
      int number;
      do {
        number = Integer.parseInt(client.receive("MESSAGE").text());
        if (number >= from) {
          numbers.add(number);
        }
      } while (number != last);
      return numbers;
    }
  }

  private static String words(Random random, String prefix, boolean wildcards) {
    StringBuilder key = new StringBuilder(prefix);
    for (int i = random.nextInt(4); i > 0; i--) {
      int kind = wildcards ? random.nextInt(5) : 2;
      String word = WORDS[random.nextInt(WORDS.length)];
      key.append('.').append(kind == 0 ? "*" : kind == 1 ? "#" : word);
    }
    return key.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void eachPairSeesTheSame(long seed) {
    Random random = new Random(seed);
    String prefix = "pairs" + System.nanoTime();
    List<Pair> present = new ArrayList<>();
    int published = 0;
    try (StompClient publisher = connected()) {
      for (int step = 0; step < STEPS; step++) {
        if (present.size() > 8 || (!present.isEmpty() && random.nextInt(3) == 0)) {
          Pair leaving = present.remove(random.nextInt(present.size()));
          leaving.compareAndLeave(publisher, published++);
        } else {
          present.add(Pair.join(words(random, prefix, true), published));
        }
        for (int i = 0; i < BURST; i++, published++) {
          String key = words(random, prefix, false);
          publisher.sendFrame("SEND", "" + published, "destination:/topic/" + key);
        }
      }
      for (Pair pair : present) {
        pair.compareAndLeave(publisher, published++);
      }
    }
  }
}
