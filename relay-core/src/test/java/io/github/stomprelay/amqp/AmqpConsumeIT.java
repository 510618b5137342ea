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
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.testkit.RabbitNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Consuming from a real RabbitMQ that is well. */
class AmqpConsumeIT extends SharedNodeFixture {
  /** A subscription beside the one that the broker refuses, on the same link: it must go on. */
  private record Bystander(TestSession session, String queue, TestSubscription subscription) {
    static Bystander on(TestSession session, QueueDeclaration queue) {
      TestSubscription subscription = session.subscribe(declared(queue), Delivery::ack);
      assertNull(subscription.outcome());
      return new Bystander(session, queue.name(), subscription);
    }

    void goesOn() {
      assertNull(AmqpFixture.get(session.publish(mandatory("", queue, "still here", null))));
      await("delivered", () -> subscription.bodies.contains("still here"));
    }
  }

  @Test
  void subscribingToAMissingQueueIsRefusedAndOthersGoOn() {
    TestSession session = fixture.session();
    Bystander bystander = Bystander.on(session, exclusive(fresh("mine")));
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
    bystander.goesOn();
  }

  @Test
  void argumentsThatTheBrokerStumblesOverCostOnlyTheirSubscription() {
    TestSession session = fixture.session();
    Bystander bystander = Bystander.on(session, durable(fresh("mine")));
    // RabbitMQ 3 crashes on the first one and closes the whole connection without saying why; 4
    // does not know it any more, and refuses the second one in good order
    boolean crashes = RabbitNode.shared().majorVersion() < 4;
    int code = crashes ? 541 : 406;
    Map<String, Object> arguments =
        crashes
            ? Map.of("x-queue-master-locator", "junk")
            : Map.of("x-queue-leader-locator", "junk");
    QueueDeclaration odd = new QueueDeclaration(fresh("odd"), true, false, false, arguments);
    BrokerError refused = session.subscribe(declared(odd), Delivery::ack).outcome();
    assertNotNull(refused);
    assertEquals(code, refused.code());
    BrokerError unpublished =
        AmqpFixture.get(session.publish(mandatory("", odd.name(), "never", odd)));
    assertNotNull(unpublished);
    assertEquals(code, unpublished.code());
    bystander.goesOn();
  }

  @Test
  void aConsumerThatTheBrokerStumblesOverCostsOnlyItsSubscription() {
    TestSession session = fixture.session();
    Bystander bystander = Bystander.on(session, durable(fresh("mine")));
    QueueDeclaration stream =
        new QueueDeclaration(fresh("odd"), true, false, false, Map.of("x-queue-type", "stream"));
    // RabbitMQ crashes on this one and closes the whole connection without saying why
    Map<String, Object> arguments = Map.of("x-stream-offset", "junk");
    BrokerError refused =
        session
            .subscribe(
                new SubscriptionRequest(
                    stream.name(), stream, List.of(), 10, arguments, false, false, null),
                Delivery::ack)
            .outcome();
    assertNotNull(refused);
    assertEquals(541, refused.code());
    bystander.goesOn();
  }

  @Test
  void ofManyBindingsAskedForAtOnceOnlyTheBadOneIsRefused() {
    TestSession session = fixture.session();
    TestSubscription subscription =
        session.subscribe(declared(exclusive(fresh("bound"))), Delivery::ack);
    assertNull(subscription.outcome());
    String key = fresh("key");
    List<Binding> asked =
        IntStream.range(0, 20)
            .mapToObj(i -> new Binding(i == 7 ? "no-exchange" : "amq.topic", key + i, Map.of()))
            .toList();
    Queue<Binding> bound = new ConcurrentLinkedQueue<>();
    Queue<Binding> refused = new ConcurrentLinkedQueue<>();
    subscription.bind(asked, bound::add, refused::add);
    await("all answered", () -> bound.size() + refused.size() == asked.size());
    assertEquals(List.of(asked.get(7)), List.copyOf(refused));
    List<Binding> good = asked.stream().filter(each -> each != asked.get(7)).toList();
    assertEquals(good, List.copyOf(bound));
    for (Binding each : good) {
      String to = each.routingKey();
      assertNull(AmqpFixture.get(session.publish(publication("amq.topic", to, to))));
    }
    List<String> bodies = good.stream().map(Binding::routingKey).toList();
    await("one by each", () -> List.copyOf(subscription.bodies).equals(bodies));
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
    assertNull(
        AmqpFixture.get(
            session.publish(
                new Publication("", queue, properties, new byte[] {1}, false, false, null))));
    await("delivered", () -> subscription.bodies.size() == 1);
    assertEquals(properties, subscription.deliveries.element().message().properties());
  }

  @Test
  void whatAmqpCannotCarryIsRefusedAndCostsNobodyElse() {
    TestSession session = fixture.session();
    TestSession other = new TestSession(fixture, session.loop, AmqpFixture.GUEST);
    Bystander bystander = Bystander.on(other, exclusive(fresh("mine")));
    Map<String, Object> name = Map.of("x-".repeat(200), 1L);
    Map<String, Object> large = Map.of("x-large", "v".repeat(200_000));
    for (Map<String, Object> arguments : List.of(name, large)) {
      QueueDeclaration odd = new QueueDeclaration(fresh("odd"), true, false, false, arguments);
      assertUnsendable(session.subscribe(declared(odd), Delivery::ack).outcome());
      assertUnsendable(
          AmqpFixture.get(session.publish(mandatory("", odd.name(), "declared first", odd))));
      Binding binding = new Binding("amq.headers", "", arguments);
      assertUnsendable(
          session.subscribe(declared(exclusive(fresh("q")), binding), Delivery::ack).outcome());
    }
    bystander.goesOn();
    assertEquals(0, fixture.counts().republished());
  }

  private static void assertUnsendable(@Nullable BrokerError error) {
    assertNotNull(error);
    assertEquals("invalid_arguments", error.name());
  }

  @Test
  void aMessageOnWhichTheSessionFailsIsDeadLetteredAndTheNextOnesCome() {
    String dead = fresh("dead");
    TestSession session = fixture.session();
    TestSubscription buried = session.subscribe(declared(exclusive(dead)), Delivery::ack);
    assertNull(buried.outcome());
    QueueDeclaration queue =
        new QueueDeclaration(
            fresh("poisoned"),
            false,
            true,
            true,
            Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", dead));
    TestSubscription subscription =
        session.subscribe(
            declared(queue),
            delivery -> {
              if (delivery.message().body().length == 1) {
                throw new IllegalStateException("this one is poison");
              }
              delivery.ack();
            });
    assertNull(subscription.outcome());
    assertNull(AmqpFixture.get(session.publish(mandatory("", queue.name(), "x", null))));
    assertNull(AmqpFixture.get(session.publish(mandatory("", queue.name(), "good", null))));
    await("the good one", () -> subscription.bodies.contains("good"));
    await("the poison", () -> buried.bodies.contains("x"));
  }
}
