package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.existing;
import static io.github.stomprelay.amqp.TestSession.mandatory;
import static io.github.stomprelay.amqp.TestSession.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.testkit.RabbitNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real RabbitMQ that is well. */
class AmqpBrokerIT {
  private final RabbitNode node = RabbitNode.shared();
  private AmqpFixture fixture = new AmqpFixture(node.amqpPort());

  @BeforeEach
  void startBroker() {
    fixture.start();
  }

  @AfterEach
  void closeBroker() {
    fixture.close();
  }

  private static String fresh(String name) {
    return name + "-" + UUID.randomUUID();
  }

  @Test
  void whatIsPublishedIsConfirmedDeliveredInOrderAndAcknowledged() throws Exception {
    String queue = fresh("orders");
    TestSession consumer = fixture.session();
    TestSession publisher = fixture.session();
    TestSubscription subscription =
        consumer.subscribe(
            declared(durable(queue), new Binding("amq.topic", queue + ".#", Map.of())),
            Delivery::ack);
    assertNull(subscription.outcome());

    List<String> sent = new ArrayList<>();
    List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      sent.add("message " + i);
      outcomes.add(publisher.publish(publication("amq.topic", queue + ".a", "message " + i)));
    }
    for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
      assertNull(AmqpFixture.get(outcome));
    }
    await("all delivered", () -> subscription.bodies.size() >= sent.size());
    assertEquals(sent, List.copyOf(subscription.bodies));
    assertEquals(sent, List.copyOf(publisher.confirmed));
    await("all acknowledged", () -> fixture.counts().acked() == sent.size());
    consumer.close();
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      await(
          "queue empty",
          () -> {
            try {
              return channel.messageCount(queue) == 0 && channel.consumerCount(queue) == 0;
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertEquals(0, channel.queueDelete(queue).getMessageCount());
    }
  }

  @Test
  void aMissingExchangeCostsItsSenderOnly() {
    String queue = fresh("busy");
    TestSession good = fixture.session();
    TestSession bad = new TestSession(fixture, good.loop, AmqpFixture.GUEST);
    TestSubscription subscription = good.subscribe(declared(exclusive(queue)), Delivery::ack);
    assertNull(subscription.outcome());

    List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
    List<CompletableFuture<@Nullable BrokerError>> bads = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      outcomes.add(good.publish(publication("", queue, "m" + i)));
      if (i % 50 == 25) {
        bads.add(bad.publish(publication("no-such-exchange", "k", "x")));
      }
    }
    for (CompletableFuture<@Nullable BrokerError> outcome : bads) {
      BrokerError error = AmqpFixture.get(outcome);
      assertNotNull(error);
      assertEquals(404, error.code());
      assertTrue(error.text().contains("no-such-exchange"), error.text());
    }
    for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
      assertNull(AmqpFixture.get(outcome));
    }
    await("all delivered", () -> subscription.bodies.size() >= 500);
    assertEquals(500, subscription.bodies.size());
    assertEquals(0, fixture.counts().republished());
  }

  @Test
  void anExchangeDeletedUnderLoadCostsOnlyThoseWhoSendToIt() throws Exception {
    String queue = fresh("busy");
    String exchange = fresh("short-lived");
    TestSession good = fixture.session();
    TestSession other = new TestSession(fixture, good.loop, AmqpFixture.GUEST);
    TestSubscription subscription = good.subscribe(declared(exclusive(queue)), Delivery::ack);
    assertNull(subscription.outcome());
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      channel.exchangeDeclare(exchange, "fanout");
      assertNull(AmqpFixture.get(other.publish(publication(exchange, "", "fine"))));
      channel.exchangeDelete(exchange);
    }
    List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
    CompletableFuture<@Nullable BrokerError> bad = new CompletableFuture<>();
    for (int i = 0; i < 2000; i++) {
      outcomes.add(good.publish(publication("", queue, "m" + i)));
      if (i == 1000) {
        bad = other.publish(publication(exchange, "", "gone"));
      }
    }
    BrokerError error = AmqpFixture.get(bad);
    assertNotNull(error);
    assertEquals(404, error.code());
    for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
      assertNull(AmqpFixture.get(outcome));
    }
    await("all delivered", () -> subscription.bodies.size() >= 2000);
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      expected.add("m" + i);
    }
    assertEquals(expected, List.copyOf(subscription.bodies), "in order, and each once");
  }

  @Test
  void aMandatoryMessageWithoutAQueueIsReturned() {
    TestSession session = fixture.session();
    BrokerError error =
        AmqpFixture.get(session.publish(mandatory("", fresh("nobody"), "lost", null)));
    assertNotNull(error);
    assertEquals(312, error.code());
    assertEquals("no_route", error.name());
  }

  @Test
  void aQueueIsDeclaredBeforeTheFirstMessageToIt() throws Exception {
    String queue = fresh("declared-by-send");
    TestSession session = fixture.session();
    for (int i = 0; i < 20; i++) {
      assertNull(AmqpFixture.get(session.publish(mandatory("", queue, "m" + i, durable(queue)))));
    }
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      assertEquals(20, channel.messageCount(queue));
      channel.queueDelete(queue);
      assertNull(AmqpFixture.get(session.publish(mandatory("", queue, "again", durable(queue)))));
      assertEquals(1, channel.messageCount(queue));
      channel.queueDelete(queue);
    }
  }

  @Test
  void aDeclarationThatTheBrokerRefusesCostsOnlyItsPublication() {
    TestSession session = fixture.session();
    String queue = fresh("fine");
    CompletableFuture<@Nullable BrokerError> bad =
        session.publish(mandatory("", "amq.reserved", "x", durable("amq.reserved")));
    CompletableFuture<@Nullable BrokerError> good =
        session.publish(mandatory("", queue, "y", durable(queue)));
    BrokerError error = AmqpFixture.get(bad);
    assertNotNull(error);
    assertEquals(403, error.code());
    assertNull(AmqpFixture.get(good));
  }

  @Test
  void subscribingToAMissingQueueIsRefusedAndOthersGoOn() {
    TestSession session = fixture.session();
    String queue = fresh("mine");
    TestSubscription mine = session.subscribe(declared(exclusive(queue)), Delivery::ack);
    assertNull(mine.outcome());
    BrokerError error = session.subscribe(existing(fresh("missing"), 10), Delivery::ack).outcome();
    assertNotNull(error);
    assertEquals(404, error.code());
    BrokerError unbound =
        session
            .subscribe(
                declared(exclusive(fresh("q")), new Binding("no-exchange", "k", Map.of())),
                Delivery::ack)
            .outcome();
    assertNotNull(unbound);
    assertEquals(404, unbound.code());
    assertNull(AmqpFixture.get(session.publish(publication("", queue, "still here"))));
    await("delivered", () -> mine.bodies.contains("still here"));
  }

  @Test
  void aSubscriptionMayBeCancelledAndItsOwnQueueGoes() throws Exception {
    TestSession session = fixture.session();
    String queue = fresh("temporary");
    TestSubscription subscription = session.subscribe(declared(exclusive(queue)), d -> {});
    assertNull(subscription.outcome());
    assertNull(AmqpFixture.get(session.publish(mandatory("", queue, "kept", null))));
    await("delivered", () -> subscription.bodies.size() == 1);
    subscription.cancel(false);
    BrokerError error = AmqpFixture.get(session.publish(mandatory("", queue, "late", null)));
    assertNotNull(error);
    assertEquals(312, error.code());
    // settling after the cancel is still fine
    AmqpFixture.on(
        session.loop,
        () -> {
          subscription.deliveries.forEach(Delivery::ack);
          return "";
        });
  }

  @Test
  void theUnsettledGoesBackToItsQueueWhenTheSessionCloses() {
    String queue = fresh("work");
    TestSession first = fixture.session();
    TestSubscription slow = first.subscribe(declared(durable(queue)), d -> {});
    assertNull(slow.outcome());
    for (int i = 0; i < 10; i++) {
      first.publish(publication("", queue, "m" + i));
    }
    await("delivered", () -> slow.bodies.size() == 10);
    AmqpFixture.on(
        first.loop,
        () -> {
          slow.deliveries.stream().limit(4).forEach(Delivery::ack);
          return "";
        });
    first.close();
    TestSession second = fixture.session();
    TestSubscription rest = second.subscribe(declared(durable(queue)), Delivery::ack);
    await("the other six", () -> rest.bodies.size() == 6);
    assertEquals(List.of("m4", "m5", "m6", "m7", "m8", "m9"), List.copyOf(rest.bodies));
    assertTrue(rest.deliveries.stream().allMatch(d -> d.message().redelivered()));
    rest.cancel(true);
  }

  @Test
  void anAccountIsAcceptedOrRefused() {
    assertNull(fixture.verify(AmqpFixture.GUEST));
    BrokerError wrong = fixture.verify(new BrokerAccount("/", "guest", "wrong"));
    assertNotNull(wrong);
    assertEquals(403, wrong.code());
    BrokerError nowhere = fixture.verify(new BrokerAccount("nowhere", "guest", "guest"));
    assertNotNull(nowhere);
    assertEquals(530, nowhere.code());
    assertNull(fixture.verify(AmqpFixture.GUEST));
  }
}
