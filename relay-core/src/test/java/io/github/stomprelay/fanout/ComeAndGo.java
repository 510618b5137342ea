package io.github.stomprelay.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.broker.Broker;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Subscribers with random patterns come and go while several publishers publish to random keys.
 * Each subscriber is compared with a queue of its own, which the broker fills by its own matching:
 * what one publisher published between RECEIPT and UNSUBSCRIBE must be the same, in the same order.
 */
final class ComeAndGo implements AutoCloseable {
  private static final int BURST = 20;
  private static final int PAUSE_MILLIS = 10;

  /** A subscriber, its private twin, and the first message of each publisher that counts. */
  private record Pair(String pattern, Member shared, Member own, AtomicIntegerArray from) {}

  private final long seed;
  private final Random random;
  private final Broker shared;
  private final Broker direct;
  private final Loops loops;
  private final String exchange;
  private final List<Connection> connections;
  private final AtomicIntegerArray next;
  private final List<Thread> publishers = new ArrayList<>();
  private volatile boolean publishing = true;

  ComeAndGo(
      long seed,
      Broker shared,
      Broker direct,
      Loops loops,
      String exchange,
      List<Connection> connections) {
    this.seed = seed;
    this.random = new Random(seed);
    this.shared = shared;
    this.direct = direct;
    this.loops = loops;
    this.exchange = exchange;
    this.connections = connections;
    this.next = new AtomicIntegerArray(connections.size());
  }

  void run(int steps) {
    for (int i = 0; i < connections.size(); i++) {
      int number = i;
      Thread publisher = new Thread(() -> publish(number), "publisher-" + number);
      publishers.add(publisher);
      publisher.start();
    }
    List<Pair> present = new ArrayList<>();
    List<Pair> gone = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      if (present.size() > 12 || (!present.isEmpty() && random.nextInt(3) == 0)) {
        gone.add(leave(present.remove(random.nextInt(present.size()))));
      } else {
        present.add(join());
      }
    }
    stopPublishing();
    present.forEach(this::checkAtTheEnd);
    gone.forEach(this::checkUntilItLeft);
    present.forEach(pair -> pair.shared.close());
  }

  private Pair join() {
    String pattern = TopicMatching.randomPattern(random);
    Member own = new Member(direct, loops.get(random.nextInt(2)), exchange, pattern, false);
    own.awaitSubscribed();
    AtomicIntegerArray from = new AtomicIntegerArray(next.length());
    Member member =
        new Member(
            shared,
            loops.get(random.nextInt(2)),
            Member.GUEST,
            exchange,
            pattern,
            true,
            each -> {},
            () -> noteNext(from));
    member.awaitSubscribed();
    return new Pair(pattern, member, own, from);
  }

  private void noteNext(AtomicIntegerArray from) {
    for (int i = 0; i < from.length(); i++) {
      from.set(i, next.get(i));
    }
  }

  /** Returns what its twin has by now it must get before it leaves. */
  private Pair leave(Pair pair) {
    for (int publisher = 0; publisher < next.length(); publisher++) {
      int number = publisher;
      int enough = seen(pair, pair.own, number).size();
      Loops.await(
          "as much as its own queue, " + describe(pair),
          () -> seen(pair, pair.shared, number).size() >= enough);
    }
    pair.shared.unsubscribe();
    return pair;
  }

  private void checkAtTheEnd(Pair pair) {
    for (int publisher = 0; publisher < next.length(); publisher++) {
      int number = publisher;
      // either may be ahead: a private queue's consumer is no faster than the shared one
      Loops.await(
          "as much as its own queue has, " + describe(pair),
          () -> seen(pair, pair.shared, number).size() == seen(pair, pair.own, number).size());
      assertEquals(seen(pair, pair.own, number), seen(pair, pair.shared, number), describe(pair));
    }
    assertEquals(List.of(), pair.shared.broken, describe(pair));
  }

  private void checkUntilItLeft(Pair pair) {
    for (int publisher = 0; publisher < next.length(); publisher++) {
      int number = publisher;
      List<Integer> got = seen(pair, pair.shared, number);
      Loops.await(
          "its own queue has as much, " + describe(pair),
          () -> seen(pair, pair.own, number).size() >= got.size());
      List<Integer> expected = seen(pair, pair.own, number);
      assertEquals(expected.subList(0, got.size()), got, describe(pair));
    }
    assertEquals(List.of(), pair.shared.broken, describe(pair));
  }

  private static List<Integer> seen(Pair pair, Member member, int publisher) {
    List<Integer> numbers = new ArrayList<>();
    for (String body : List.copyOf(member.bodies)) {
      int colon = body.indexOf(':');
      int number = Integer.parseInt(body.substring(colon + 1));
      if (Integer.parseInt(body.substring(0, colon)) == publisher
          && number >= pair.from.get(publisher)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  private String describe(Pair pair) {
    return "seed " + seed + ", pattern '" + pair.pattern + "'";
  }

  private void publish(int publisher) {
    Random keys = new Random(seed * 31 + publisher);
    try (Channel channel = connections.get(publisher).createChannel()) {
      channel.confirmSelect();
      while (publishing) {
        for (int i = 0; i < BURST; i++) {
          // counted before it is sent: who reads the counter first must see this message
          int number = next.getAndIncrement(publisher);
          byte[] body = (publisher + ":" + number).getBytes(StandardCharsets.UTF_8);
          channel.basicPublish(exchange, TopicMatching.randomKey(keys), null, body);
        }
        channel.waitForConfirmsOrDie(30_000);
        // a steady stream, not a flood: the flood would only measure how fast the test reads it
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (Exception e) {
      throw new IllegalStateException("publisher " + publisher, e);
    }
  }

  private void stopPublishing() {
    publishing = false;
    for (Thread publisher : publishers) {
      try {
        publisher.join(60_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    Loops.await("the broker has delivered all", this::quiet);
  }

  /** Confirmed transient messages may still be on their way to the private queues' consumers. */
  private boolean quiet() {
    loops.settle();
    return publishers.stream().noneMatch(Thread::isAlive);
  }

  @Override
  public void close() throws Exception {
    publishing = false;
    for (Connection connection : connections) {
      connection.close();
    }
  }
}
