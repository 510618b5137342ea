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

import io.github.stomprelay.amqp.AmqpStatus.LinkState;
import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.testkit.RabbitNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a real RabbitMQ that is harmed. reliability.md, section 5. */
class BrokerFaultIT {
  private static @Nullable RabbitNode started;

  @BeforeAll
  static void startNode() {
    started = RabbitNode.start();
  }

  @AfterAll
  static void closeNode() {
    node().close();
  }

  private static RabbitNode node() {
    if (started == null) {
      throw new IllegalStateException("no node");
    }
    return started;
  }

  /** Short heart-beats, so that silence is noticed within the test's patience. */
  private static AmqpOptions options() {
    AmqpOptions o = AmqpFixture.options(node().amqpPort());
    AmqpOptions.Links l = o.links();
    return new AmqpOptions(
        o.addresses(),
        o.account(),
        null,
        new AmqpOptions.Links(
            2,
            Duration.ofSeconds(5),
            l.rpcTimeout(),
            l.reconnectMin(),
            l.reconnectMax(),
            Duration.ofMillis(100),
            l.maxAccounts(),
            l.name(),
            l.clientProperties()),
        o.publishing(),
        o.consuming());
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
          pause(6_000);
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

  /**
   * Four publishers and two consumers on a durable queue, one consumer on an exclusive one, and a
   * fault in the middle: everything confirmed arrives, each once, in the order of its publisher,
   * and no session hears of it.
   */
  private void survives(String name, Runnable fault) {
    String queue = "survivor-" + name;
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
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
  void aDeletedQueueIsDeclaredAndConsumedAgain() {
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
      TestSession session = fixture.session();
      TestSubscription declared =
          session.subscribe(
              declared(durable("deleted-1"), new Binding("amq.topic", "deleted-1", Map.of())),
              Delivery::ack);
      assertNull(declared.outcome());
      TestSubscription other =
          session.subscribe(declared(exclusive("deleted-other")), Delivery::ack);
      assertNull(other.outcome());
      node().ctl("delete_queue", "deleted-1");
      await(
          "published until it arrives again",
          () -> {
            AmqpFixture.get(session.publish(publication("amq.topic", "deleted-1", "here")));
            return declared.bodies.contains("here");
          });
      assertEquals(List.of(), List.copyOf(declared.cancelled));
      assertNull(AmqpFixture.get(session.publish(publication("", "deleted-other", "other"))));
      await("other unharmed", () -> other.bodies.contains("other"));
      declared.cancel(true);
    }
  }

  @Test
  void aDeletedQueueThatTheSubscriptionDidNotDeclareEndsIt() throws Exception {
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start();
        var direct = fixture.direct();
        var channel = direct.createChannel()) {
      channel.queueDeclare("deleted-2", true, false, false, null);
      TestSession session = fixture.session();
      TestSubscription subscription =
          session.subscribe(TestSession.existing("deleted-2", 10), Delivery::ack);
      assertNull(subscription.outcome());
      channel.queueDelete("deleted-2");
      await("told", () -> !subscription.cancelled.isEmpty());
      assertEquals(404, subscription.cancelled.element().code());
    }
  }

  @Test
  void anAlarmPausesPublishersAndLetsDeliveriesGoOn() {
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
      TestSession publisher = fixture.session();
      TestSession consumer = fixture.session();
      TestSubscription subscription = consumer.subscribe(declared(durable("alarmed")), d -> {});
      assertNull(subscription.outcome());
      assertNull(AmqpFixture.get(publisher.publish(publication("", "alarmed", "before"))));
      await("delivered", () -> subscription.bodies.size() == 1);
      node().ctl("set_vm_memory_high_watermark", "0.00001");
      List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
      try {
        await(
            "paused",
            () -> {
              outcomes.add(publisher.publish(publication("", "alarmed", "x".repeat(10_000))));
              return publisher.paused.get() > 0;
            });
        assertTrue(fixture.broker.status().links().stream().anyMatch(l -> l.blocked() != null));
        // longer than two heart-beats, and an acknowledgement gets through meanwhile
        AmqpFixture.on(
            consumer.loop,
            () -> {
              subscription.deliveries.element().ack();
              return "";
            });
        pause(5_000);
        assertTrue(
            fixture.broker.status().links().stream().allMatch(l -> l.state() == LinkState.UP));
        assertTrue(
            node().ctl("-q", "list_queues", "name", "messages").contains("alarmed\t0"),
            "acknowledged under the alarm");
      } finally {
        node().ctl("set_vm_memory_high_watermark", "0.5");
      }
      for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
        assertNull(AmqpFixture.get(outcome));
      }
      assertTrue(publisher.resumed.get() > 0);
      assertEquals(0, fixture.counts().republished());
      subscription.cancel(true);
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
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options(), watch)) {
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
      assertTrue(fixture.counts().bufferedMessages() > 0);
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

  @Test
  void whatWaitsTooLongIsRefusedAndItsSessionFailed() throws Exception {
    int nobodysPort;
    try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
      nobodysPort = free.getLocalPort();
    }
    AmqpOptions o = AmqpFixture.options(nobodysPort);
    AmqpOptions.Publishing p = o.publishing();
    AmqpOptions impatient =
        new AmqpOptions(
            o.addresses(),
            o.account(),
            null,
            o.links(),
            new AmqpOptions.Publishing(
                p.windowMessages(),
                p.windowBytes(),
                20_000,
                Duration.ofSeconds(2),
                p.confirmTimeout(),
                p.maxMessageSize(),
                p.gather()),
            o.consuming());
    try (AmqpFixture fixture = new AmqpFixture(nobodysPort, impatient)) {
      var unused = fixture.broker.start(Topology.NONE);
      TestSession session = fixture.session();
      List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        outcomes.add(session.publish(publication("", "nowhere", "x".repeat(5_000))));
      }
      await("paused: the buffer is full", () -> session.paused.get() == 1);
      for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
        BrokerError error = AmqpFixture.get(outcome);
        assertNotNull(error);
        assertEquals("outage", error.name());
      }
      await("failed", () -> !session.failures.isEmpty());
      assertTrue(
          session.failures.element().text().startsWith("3 messages were not accepted"),
          session.failures.element().text());
    }
  }

  @Test
  void anAccountThatTheBrokerNoLongerAcceptsFailsItsSessionsAndNoOther() {
    node().ctl("add_user", "bob", "secret");
    node().ctl("set_permissions", "bob", ".*", ".*", ".*");
    BrokerAccount bob = new BrokerAccount("/", "bob", "secret");
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
      assertNull(fixture.verify(bob));
      TestSession his = fixture.session(bob);
      TestSession other = fixture.session();
      TestSubscription subscription = his.subscribe(declared(exclusive("bobs")), Delivery::ack);
      assertNull(subscription.outcome());
      assertNull(AmqpFixture.get(his.publish(publication("", "bobs", "mine"))));
      await("delivered", () -> subscription.bodies.contains("mine"));
      node().ctl("change_password", "bob", "changed");
      node().ctl("close_all_connections", "test");
      await("failed", () -> !his.failures.isEmpty());
      assertEquals(403, his.failures.element().code());
      assertNull(AmqpFixture.get(other.publish(publication("amq.topic", "x", "fine"))));
      assertEquals(List.of(), List.copyOf(other.failures));
      assertTrue(
          fixture.broker.status().links().stream().allMatch(l -> l.account().equals("guest@/")));
    } finally {
      node().ctl("delete_user", "bob");
    }
  }

  @Test
  void theLinksOfAnAccountGoSomeTimeAfterItsLastSession() {
    BrokerAccount other = new BrokerAccount("/", "eve", "secret");
    node().ctl("add_user", "eve", "secret");
    node().ctl("set_permissions", "eve", ".*", ".*", ".*");
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
      TestSession session = fixture.session(other);
      assertNull(AmqpFixture.get(session.publish(publication("amq.topic", "x", "fine"))));
      session.close();
      await(
          "only the relay's own links are left",
          () ->
              fixture.broker.status().links().stream()
                  .allMatch(l -> l.own() && l.state() == LinkState.UP));
    } finally {
      node().ctl("delete_user", "eve");
    }
  }

  @Test
  void aStreamIsReadOnFromWhereTheLinkWasLost() {
    try (AmqpFixture fixture = new AmqpFixture(node().amqpPort(), options()).start()) {
      TestSession session = fixture.session();
      QueueDeclaration stream =
          new QueueDeclaration("log", true, false, false, Map.of("x-queue-type", "stream"));
      TestSubscription subscription =
          session.subscribe(
              new SubscriptionRequest(
                  "log",
                  stream,
                  List.of(),
                  10,
                  Map.of("x-stream-offset", "first"),
                  false,
                  false,
                  null),
              Delivery::ack);
      assertNull(subscription.outcome());
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        assertNull(AmqpFixture.get(session.publish(publication("", "log", "m" + i))));
        expected.add("m" + i);
      }
      await("delivered", () -> subscription.bodies.size() == 100);
      node().ctl("close_all_connections", "test");
      expected.add("after");
      assertNull(AmqpFixture.get(session.publish(publication("", "log", "after"))));
      await("delivered after", () -> subscription.bodies.contains("after"));
      assertEquals(expected, List.copyOf(subscription.bodies));
      subscription.cancel(true);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
