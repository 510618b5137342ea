package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.existing;
import static io.github.stomprelay.amqp.TestSession.mandatory;
import static io.github.stomprelay.amqp.TestSession.publication;
import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.testkit.RabbitNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
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

  @Test
  void aFullQueueNacksAndAfterThreeMoreAttemptsTheSenderIsTold() throws Exception {
    String queue = fresh("full");
    TestSession session = fixture.session();
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      channel.queueDeclare(
          queue, false, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
      assertNull(AmqpFixture.get(session.publish(publication("", queue, "fits"))));
      BrokerError error = AmqpFixture.get(session.publish(publication("", queue, "too much")));
      assertNotNull(error);
      assertEquals("nacked", error.name());
      assertTrue(error.text().contains(queue), error.text());
      assertEquals(3, fixture.counts().retried());
      CompletableFuture<@Nullable BrokerError> waits =
          session.publish(publication("", queue, "waits"));
      await("nacked", () -> fixture.counts().nacked() > 4);
      channel.queuePurge(queue);
      assertNull(AmqpFixture.get(waits), "there is room again before the last attempt");
      channel.queueDelete(queue);
    }
  }

  @Test
  void aReturnedMessageIsDeliveredAgainAndThenDeadLettered() throws Exception {
    String queue = fresh("poisoned");
    String dead = fresh("dead");
    TestSession session = fixture.session();
    RetryPolicy retry =
        new RetryPolicy(3, Duration.ofMillis(20), Duration.ofMillis(100), "amq.topic", dead);
    TestSubscription graves =
        session.subscribe(
            declared(exclusive(dead), new Binding("amq.topic", dead, Map.of())), Delivery::ack);
    assertNull(graves.outcome());
    TestSubscription subscription =
        session.subscribe(
            TestSession.retried(durable(queue), retry),
            delivery -> {
              if (new String(delivery.message().body(), UTF_8).equals("poison")) {
                delivery.nack(true);
              } else {
                delivery.ack();
              }
            });
    assertNull(subscription.outcome());
    session.publish(publication("", queue, "poison"));
    session.publish(publication("", queue, "fine"));
    await("dead-lettered", () -> graves.bodies.size() == 1);
    List<Delivery> poison =
        subscription.deliveries.stream()
            .filter(d -> new String(d.message().body(), UTF_8).equals("poison"))
            .toList();
    assertEquals(3, poison.size());
    assertEquals(false, poison.get(0).message().redelivered());
    assertEquals(true, poison.get(2).message().redelivered());
    assertEquals(3, poison.get(2).message().properties().headers().get("x-relay-attempt"));
    Map<String, Object> headers = graves.deliveries.element().message().properties().headers();
    assertEquals(3, headers.get("x-relay-attempts"));
    assertEquals(queue, headers.get("x-relay-queue"));
    assertEquals("returned by its client 3 times", headers.get("x-relay-reason"));
    await("settled", () -> fixture.counts().acked() == 3);
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      subscription.cancel(false);
      assertEquals(0, channel.queueDelete(queue).getMessageCount());
    }
  }

  @Test
  void attemptsAreCountedAcrossSessions() {
    String queue = fresh("poisoned");
    RetryPolicy retry =
        new RetryPolicy(4, Duration.ofMillis(10), Duration.ofMillis(10), null, null);
    TestSession first = fixture.session();
    TestSession second = fixture.session();
    TestSubscription keepsTheQueueKnown =
        second.subscribe(existing("amq.rabbitmq.none", 1), d -> {});
    assertNotNull(keepsTheQueueKnown.outcome());
    TestSubscription subscription =
        first.subscribe(
            TestSession.retried(durable(queue), retry),
            delivery -> {
              if (delivery.message().properties().headers().get("x-relay-attempt") == null) {
                delivery.nack(true);
              }
            });
    assertNull(subscription.outcome());
    first.publish(publication("", queue, "poison"));
    await("second attempt", () -> subscription.bodies.size() == 2);
    TestSubscription other =
        second.subscribe(TestSession.retried(durable(queue), retry), d -> d.nack(true));
    assertNull(other.outcome());
    first.close();
    await("third and fourth", () -> other.bodies.size() == 2);
    assertEquals(
        List.of(2, 3),
        other.deliveries.stream()
            .map(d -> d.message().properties().headers().get("x-relay-attempt"))
            .map(a -> a == null ? 1 : a)
            .limit(2)
            .toList());
    other.cancel(true);
  }

  @Test
  void theTopologyIsDeclaredAndWhatDiffersIsNamedInOneLine() throws Exception {
    String exchange = fresh("rooms");
    String queue = fresh("log");
    String other = fresh("other");
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      channel.queueDeclare(other, false, false, false, Map.of("x-message-ttl", 600));
      Topology topology =
          new Topology(
              List.of(
                  new Topology.Exchange(exchange, "topic", true, false, false, Map.of()),
                  new Topology.Exchange(fresh("typo"), "topik", true, false, false, Map.of())),
              List.of(
                  new QueueDeclaration(other, false, false, false, Map.of("x-message-ttl", 500)),
                  durable(queue)),
              List.of(new Topology.QueueBinding(queue, exchange, "#", Map.of())));
      try (AmqpFixture second = new AmqpFixture(node.amqpPort())) {
        TopologyReport report =
            AmqpFixture.get(second.broker.start(topology).toCompletableFuture());
        assertEquals(2, report.problems().size(), report::toString);
        assertTrue(report.problems().get(0).contains("topik"), report::toString);
        String line = report.problems().get(1);
        assertTrue(line.contains("queue '" + other + "'"), line);
        assertTrue(line.contains("x-message-ttl"), line);
        assertTrue(line.contains("'500'") && line.contains("'600'"), line);
        assertEquals(List.of(queue), report.unconsumedDurableQueues());
        assertEquals(Optional.of("topic"), second.broker.exchangeType(exchange));
        assertEquals(Optional.of("fanout"), second.broker.exchangeType("amq.fanout"));
        assertEquals(Optional.empty(), second.broker.exchangeType("unknown"));
        assertNull(
            AmqpFixture.get(second.session().publish(mandatory(exchange, "a.b", "in", null))));
      }
      assertEquals(1, channel.queueDelete(queue).getMessageCount());
      channel.queueDelete(other);
      channel.exchangeDelete(exchange);
    }
  }

  @Test
  void whatTheBrokerWouldCloseTheChannelForIsRefusedBefore() {
    TestSession session = fixture.session();
    for (Publication bad :
        List.of(
            publication("", "k".repeat(256), "x"),
            publication("x".repeat(256), "k", "x"),
            with(
                p ->
                    new MessageProperties(
                        null, null, Map.of(), 2, 300, null, null, null, null, null, null, null,
                        null)),
            with(
                p ->
                    new MessageProperties(
                        null, null, Map.of(), 2, 1, null, null, "abc", null, null, null, null,
                        null)),
            with(
                p ->
                    new MessageProperties(
                        null,
                        null,
                        Map.of("h".repeat(256), 1),
                        2,
                        1,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)),
            with(
                p ->
                    new MessageProperties(
                        null,
                        null,
                        Map.of("big", "x".repeat(200_000)),
                        2,
                        1,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)))) {
      BrokerError error = AmqpFixture.get(session.publish(bad));
      assertNotNull(error);
      assertEquals("invalid_message", error.name());
    }
    assertTrue(
        fixture.broker.status().links().stream()
            .allMatch(l -> l.state() == AmqpStatus.LinkState.UP));
  }

  @Test
  void aPublicationThatTheBrokerRefusesForItsPropertiesCostsItsSenderOnly() {
    String queue = fresh("busy");
    TestSession good = fixture.session();
    TestSession bad = new TestSession(fixture, good.loop, AmqpFixture.GUEST);
    TestSubscription subscription = good.subscribe(declared(exclusive(queue)), Delivery::ack);
    assertNull(subscription.outcome());
    List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      outcomes.add(good.publish(publication("", queue, "m" + i)));
    }
    BrokerError error =
        AmqpFixture.get(
            bad.publish(
                with(
                    p ->
                        new MessageProperties(
                            null, null, Map.of(), 2, 1, null, null, null, null, null, null,
                            "mallory", null))));
    assertNotNull(error);
    assertEquals(406, error.code());
    for (CompletableFuture<@Nullable BrokerError> outcome : outcomes) {
      assertNull(AmqpFixture.get(outcome));
    }
    assertEquals(0, fixture.counts().republished());
  }

  @Test
  void ephemeralMessagesTravelWithoutConfirm() {
    String queue = fresh("typing");
    TestSession session = fixture.session();
    TestSubscription subscription =
        session.subscribe(
            declared(exclusive(queue), new Binding("amq.topic", queue, Map.of())), Delivery::ack);
    assertNull(subscription.outcome());
    for (int i = 0; i < 50; i++) {
      Publication p =
          new Publication(
              "amq.topic",
              queue,
              MessageProperties.NONE,
              ("t" + i).getBytes(UTF_8),
              false,
              true,
              null);
      assertNull(AmqpFixture.get(session.publish(p)));
    }
    await("delivered", () -> subscription.bodies.size() == 50);
    assertEquals(1, fixture.counts().confirmed(), "the first proves the exchange");
  }

  @Test
  void whenPublishedWaitsForWhatWasHandedOverBefore() {
    TestSession session = fixture.session();
    CompletableFuture<Integer> confirmedThen = new CompletableFuture<>();
    AmqpFixture.on(
        session.loop,
        () -> {
          for (int i = 0; i < 100; i++) {
            session.publish(publication("amq.topic", "nobody", "m" + i));
          }
          return "";
        });
    AmqpFixture.on(
        session.loop,
        () -> {
          session.session.whenPublished(() -> confirmedThen.complete(session.confirmed.size()));
          return "";
        });
    assertEquals(100, AmqpFixture.get(confirmedThen));
  }

  @Test
  void propertiesSurviveTheBroker() {
    String queue = fresh("properties");
    TestSession session = fixture.session();
    TestSubscription subscription = session.subscribe(declared(exclusive(queue)), Delivery::ack);
    assertNull(subscription.outcome());
    MessageProperties properties =
        new MessageProperties(
            "application/json",
            "utf8",
            Map.of("a", "text", "n", 7L, "b", true, "list", List.of("x", 1), "t", Map.of("k", 2.5)),
            2,
            3,
            "correlation",
            "reply",
            "60000",
            "id",
            Instant.ofEpochSecond(1_700_000_000),
            "type",
            "guest",
            "app");
    assertNull(AmqpFixture.get(session.publish(with("", queue, properties))));
    await("delivered", () -> subscription.bodies.size() == 1);
    assertEquals(properties, subscription.deliveries.element().message().properties());
  }

  private static Publication with(UnaryOperator<MessageProperties> properties) {
    return with("", "nowhere", properties.apply(MessageProperties.NONE));
  }

  private static Publication with(String exchange, String key, MessageProperties properties) {
    return new Publication(exchange, key, properties, new byte[] {1}, false, false, null);
  }
}
