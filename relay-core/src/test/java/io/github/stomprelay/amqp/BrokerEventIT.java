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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against a real RabbitMQ that changes its mind. reliability.md, section 5. */
class BrokerEventIT {
  private final RabbitNode node = RabbitNode.shared();

  @Test
  void aDeletedQueueIsDeclaredAndConsumedAgain() {
    try (AmqpFixture fixture =
        new AmqpFixture(node.amqpPort(), AmqpFixture.brisk(node.amqpPort())).start()) {
      TestSession session = fixture.session();
      TestSubscription declared =
          session.subscribe(
              declared(durable("deleted-1"), new Binding("amq.topic", "deleted-1", Map.of())),
              Delivery::ack);
      assertNull(declared.outcome());
      TestSubscription other =
          session.subscribe(declared(exclusive("deleted-other")), Delivery::ack);
      assertNull(other.outcome());
      node.ctl("delete_queue", "deleted-1");
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
    try (AmqpFixture fixture =
            new AmqpFixture(node.amqpPort(), AmqpFixture.brisk(node.amqpPort())).start();
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
    try (AmqpFixture fixture =
        new AmqpFixture(node.amqpPort(), AmqpFixture.brisk(node.amqpPort())).start()) {
      TestSession publisher = fixture.session();
      TestSession consumer = fixture.session();
      TestSubscription subscription = consumer.subscribe(declared(durable("alarmed")), d -> {});
      assertNull(subscription.outcome());
      assertNull(AmqpFixture.get(publisher.publish(publication("", "alarmed", "before"))));
      await("delivered", () -> subscription.bodies.size() == 1);
      node.ctl("set_vm_memory_high_watermark", "0.00001");
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
        AmqpFixture.pause(5_000);
        assertTrue(
            fixture.broker.status().links().stream().allMatch(l -> l.state() == LinkState.UP));
        assertTrue(
            node.ctl("-q", "list_queues", "name", "messages").contains("alarmed\t0"),
            "acknowledged under the alarm");
      } finally {
        node.ctl("set_vm_memory_high_watermark", "0.5");
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
            false,
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
  void theLinksOfAnAccountGoSomeTimeAfterItsLastSession() {
    BrokerAccount other = new BrokerAccount("/", "eve", "secret");
    node.ctl("add_user", "eve", "secret");
    node.ctl("set_permissions", "eve", ".*", ".*", ".*");
    try (AmqpFixture fixture =
        new AmqpFixture(node.amqpPort(), AmqpFixture.brisk(node.amqpPort())).start()) {
      TestSession session = fixture.session(other);
      assertNull(AmqpFixture.get(session.publish(publication("amq.topic", "x", "fine"))));
      session.close();
      await(
          "only the relay's own links are left",
          () ->
              fixture.broker.status().links().stream()
                  .allMatch(l -> l.own() && l.state() == LinkState.UP));
    } finally {
      node.ctl("delete_user", "eve");
    }
  }

  @Test
  void aStreamIsReadOnFromWhereTheLinkWasLost() {
    try (AmqpFixture fixture =
        new AmqpFixture(node.amqpPort(), AmqpFixture.brisk(node.amqpPort())).start()) {
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
      node.ctl("close_all_connections", "test");
      expected.add("after");
      assertNull(AmqpFixture.get(session.publish(publication("", "log", "after"))));
      await("delivered after", () -> subscription.bodies.contains("after"));
      assertEquals(expected, List.copyOf(subscription.bodies));
      subscription.cancel(true);
    }
  }
}
