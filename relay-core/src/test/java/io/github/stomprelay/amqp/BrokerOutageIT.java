package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against a real RabbitMQ that goes and comes back. reliability.md, section 5. */
class BrokerOutageIT extends OwnNodeFixture {
  /**
   * Four publishers and two consumers on a durable queue, one consumer on an exclusive one, and a
   * fault in the middle: everything confirmed arrives, each once, in the order of its publisher,
   * and no session hears of it.
   */
  private void survives(String name, Runnable fault) {
    String queue = "survivor-" + name;
    try (AmqpFixture fixture =
        new AmqpFixture(node().amqpPort(), AmqpFixture.brisk(node().amqpPort())).start()) {
      TestSession consumer = fixture.session();
      ConcurrentLinkedQueue<String> fresh = new ConcurrentLinkedQueue<>();
      TestSubscription subscription =
          consumer.subscribe(
              declared(durable(queue), new Binding("amq.topic", queue, Map.of())),
              delivery -> {
                delivery.ack();
                if (!delivery.message().redelivered()) {
                  fresh.add(
                      new String(
                          delivery.message().body(), java.nio.charset.StandardCharsets.UTF_8));
                }
              });
      assertNull(subscription.outcome());
      TestSession liveConsumer = fixture.session();
      TestSubscription live =
          liveConsumer.subscribe(
              declared(exclusive(queue + "-live"), new Binding("amq.topic", queue, Map.of())),
              Delivery::ack);
      assertNull(live.outcome());

      List<LoadPublisher> publishers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        publishers.add(new LoadPublisher(fixture.session(), "p" + i, "amq.topic", queue, 50));
      }
      publishers.forEach(p -> await("flowing", () -> p.confirmedCount() > 500));
      fault.run();
      publishers.forEach(
          p -> {
            int before = p.confirmedCount();
            await("flowing again: " + p.name, () -> p.confirmedCount() > before + 500);
          });
      publishers.forEach(LoadPublisher::stop);

      int sent = publishers.stream().mapToInt(LoadPublisher::sent).sum();
      publishers.forEach(p -> assertEquals(List.of(), List.copyOf(p.refused)));
      await(
          () -> "all " + sent + " at the durable queue, seen " + distinct(subscription),
          () -> distinct(subscription) == sent);
      assertEquals(fresh.stream().distinct().count(), fresh.size(), "seen twice");
      assertInOrder(subscription, publishers);
      await("nothing left", () -> fixture.counts().bufferedMessages() == 0);
      assertEquals(0, fixture.counts().unconfirmed());
      assertEquals(0, fixture.counts().bufferedBytes());
      TestSession last = fixture.session();
      assertNull(AmqpFixture.get(last.publish(publication("amq.topic", queue, "last"))));
      await("the live consumer lives", () -> live.bodies.contains("last"));
      for (TestSession session : List.of(consumer, liveConsumer)) {
        assertEquals(List.of(), List.copyOf(session.failures));
      }
      publishers.forEach(p -> assertEquals(List.of(), List.copyOf(p.session.failures)));
      assertEquals(1, subscription.subscribed.get());
      assertEquals(List.of(), List.copyOf(subscription.cancelled));
      assertEquals(List.of(), List.copyOf(live.cancelled));
      subscription.cancel(true);
    }
  }

  private static long distinct(TestSubscription subscription) {
    return subscription.bodies.stream().distinct().filter(b -> b.indexOf(':') > 0).count();
  }

  /** The first sight of each message comes in the order of its publisher. */
  private static void assertInOrder(TestSubscription subscription, List<LoadPublisher> publishers) {
    Map<String, Integer> next = new HashMap<>();
    publishers.forEach(p -> next.put(p.name, 0));
    for (String body : subscription.bodies) {
      int colon = body.indexOf(':');
      if (colon > 0) {
        String from = body.substring(0, colon);
        int number = Integer.parseInt(body.substring(colon + 1));
        int expected = next.getOrDefault(from, 0);
        assertTrue(number <= expected, () -> body + " came before " + expected);
        if (number == expected) {
          next.put(from, expected + 1);
        }
      }
    }
  }

  @Test
  void nothingIsLostDoubledOrReorderedByACleanRestart() {
    survives("restart", () -> node().restart());
  }

  @Test
  void nothingIsLostDoubledOrReorderedByAKill() {
    survives(
        "kill",
        () -> {
          node().kill();
          node().startAgain();
        });
  }

  @Test
  void nothingIsLostDoubledOrReorderedByASilentBroker() {
    survives(
        "freeze",
        () -> {
          node().suspend();
          AmqpFixture.pause(6_000);
          node().resume();
        });
  }

  @Test
  void nothingIsLostDoubledOrReorderedByClosedConnections() {
    survives("close", () -> node().ctl("close_all_connections", "test"));
  }

  @Test
  void nothingIsLostDoubledOrReorderedByFlappingConnections() {
    survives(
        "flap",
        () ->
            node()
                .ctl(
                    "eval",
                    "[begin [rabbit_networking:close_connection(P, \"flap\")"
                        + " || P <- rabbit_networking:connections()],"
                        + " timer:sleep(700) end || _ <- lists:seq(1, 10)]."));
  }

  @Test
  void linksThatTheBrokerClosesWhileNoWorkerIsFreeKeepNoLoopWaiting() {
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort()).start()) {
      TestSession session = fixture.session();
      TestSubscription subscription = session.subscribe(declared(exclusive("busy")), Delivery::ack);
      assertNull(subscription.outcome());
      try (AmqpFixture.Busy noWorkerFree = fixture.keepWorkersBusy()) {
        node().ctl("close_all_connections", "test");
        await(
            "all links are down",
            () ->
                fixture.broker.status().links().stream()
                    .noneMatch(link -> link.state() == AmqpStatus.LinkState.UP));
        for (int i = 0; i < 2; i++) {
          assertTrue(AmqpFixture.on(fixture.loop(), () -> true));
        }
      }
      assertNull(AmqpFixture.get(session.publish(publication("", "busy", "after"))));
      await("the consumer lives", () -> subscription.bodies.contains("after"));
      assertEquals(List.of(), List.copyOf(session.failures));
    }
  }

  @Test
  void aBrokerThatIsNotThereAtStartIsServedWhenItComes() {
    node().stop();
    List<String> seen = new ArrayList<>();
    BrokerWatch watch =
        new BrokerWatch() {
          @Override
          public void onReachable(String address) {
            seen.add("reachable");
          }

          @Override
          public void onUnreachable(String address, BrokerError reason) {
            seen.add(reason.text());
          }
        };
    try (AmqpFixture fixture =
        new AmqpFixture(node().amqpPort(), AmqpFixture.brisk(node().amqpPort()), watch)) {
      CompletableFuture<TopologyReport> topology =
          fixture.broker.start(Topology.NONE).toCompletableFuture();
      TestSession session = fixture.session();
      TestSubscription subscription =
          session.subscribe(declared(exclusive("early")), Delivery::ack);
      CompletableFuture<@Nullable BrokerError> published =
          session.publish(
              TestSession.mandatory("", "early-durable", "waits", durable("early-durable")));
      await("unreachable is told", () -> !seen.isEmpty());
      BrokerError error = fixture.verify(AmqpFixture.GUEST);
      assertNotNull(error);
      assertEquals("unreachable", error.name());
      assertTrue(error.text().contains("127.0.0.1:" + node().amqpPort()), error.text());
      // published on a loop of its own, which may be later than the one that verifies
      await("the publication waits", () -> fixture.counts().bufferedMessages() > 0);
      node().startAgain();
      AmqpFixture.get(topology);
      assertNull(subscription.outcome());
      assertNull(AmqpFixture.get(published));
      assertEquals(2, seen.size(), "one line each way");
      assertEquals("reachable", seen.get(1));
      assertEquals(0, fixture.counts().bufferedMessages());
    } finally {
      if (!node().isAlive()) {
        node().startAgain();
      }
    }
  }
}
