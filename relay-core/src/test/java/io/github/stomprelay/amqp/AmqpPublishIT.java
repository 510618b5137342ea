package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
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
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Publishing to a real RabbitMQ that is well. */
class AmqpPublishIT extends SharedNodeFixture {
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
  void whatOneOfSeveralQueuesRejectsReachesTheOthersOnce() throws Exception {
    String full = fresh("full");
    TestSession session = fixture.session();
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      channel.queueDeclare(
          full, false, false, false, Map.of("x-max-length", 1, "x-overflow", "reject-publish"));
      channel.queueBind(full, "amq.direct", full);
      TestSubscription other =
          session.subscribe(
              declared(exclusive(fresh("other")), new Binding("amq.direct", full, Map.of())),
              Delivery::ack);
      assertNull(other.outcome());
      assertNull(AmqpFixture.get(session.publish(publication("amq.direct", full, "fits"))));
      BrokerError error =
          AmqpFixture.get(session.publish(publication("amq.direct", full, "too much")));
      assertNotNull(error);
      assertEquals("nacked", error.name());
      channel.queuePurge(full);
      assertNull(AmqpFixture.get(session.publish(publication("amq.direct", full, "last"))));
      await("all there", () -> other.bodies.contains("last"));
      assertEquals(List.of("fits", "too much", "last"), List.copyOf(other.bodies));
      channel.queueDelete(full);
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
      assertTrue(
          error.name().equals("invalid_message") || error.text().contains("expiration"),
          error.text());
    }
    BrokerError expiration =
        AmqpFixture.get(
            session.publish(
                with(
                    p ->
                        new MessageProperties(
                            null, null, Map.of(), 2, 1, null, null, "abc", null, null, null, null,
                            null))));
    assertNotNull(expiration);
    assertEquals("precondition_failed", expiration.name(), "in the broker's own words");
    assertEquals(0, fixture.counts().published());
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
    // until the link is up they would be dropped; and the exchange has to be proven
    assertNull(AmqpFixture.get(session.publish(publication("amq.topic", queue, "t"))));
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
    await("delivered", () -> subscription.bodies.size() == 51);
    assertEquals(1, fixture.counts().confirmed(), "the first one only");
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

  private static Publication with(UnaryOperator<MessageProperties> properties) {
    return with("", "nowhere", properties.apply(MessageProperties.NONE));
  }

  private static Publication with(String exchange, String key, MessageProperties properties) {
    return new Publication(exchange, key, properties, new byte[] {1}, false, false, null);
  }
}
