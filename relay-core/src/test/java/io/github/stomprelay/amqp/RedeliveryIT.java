package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.publication;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.RetryPolicy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What clients give back, under a policy that ends at a dead-letter exchange. */
class RedeliveryIT extends SharedNodeFixture {
  private final String queue = fresh("work");
  private final String dead = fresh("dead");
  private final RetryPolicy retry =
      new RetryPolicy(3, Duration.ofMillis(10), Duration.ofMillis(10), "amq.topic", dead);

  private TestSubscription graves(TestSession session) {
    TestSubscription graves =
        session.subscribe(
            declared(exclusive(dead), new Binding("amq.topic", dead, Map.of())), Delivery::ack);
    assertNull(graves.outcome());
    return graves;
  }

  private static Map<String, Object> headers(TestSubscription graves) {
    await("dead-lettered", () -> graves.bodies.size() == 1);
    return graves.deliveries.element().message().properties().headers();
  }

  private void assertGone() throws Exception {
    await("settled", () -> fixture.counts().acked() >= 1);
    try (Connection direct = fixture.direct();
        Channel channel = direct.createChannel()) {
      assertEquals(0, channel.queueDelete(queue).getMessageCount());
    }
  }

  @Test
  void attemptsAreCountedThoughTheOnlyConsumerLeavesAfterEach() throws Exception {
    TestSession publisher = fixture.session();
    TestSubscription graves = graves(publisher);
    publisher.publish(TestSession.mandatory("", queue, "poison", durable(queue)));
    // long enough for each consumer to leave before it would get the message again
    RetryPolicy slow =
        new RetryPolicy(3, Duration.ofMinutes(5), Duration.ofMinutes(5), "amq.topic", dead);
    for (int i = 0; i < 3; i++) {
      TestSession session = fixture.session();
      TestSubscription once =
          session.subscribe(TestSession.retried(durable(queue), slow), d -> d.nack(true));
      await("delivered", () -> !once.bodies.isEmpty());
      AmqpFixture.on(session.loop, () -> "its answer is given");
      session.close();
    }
    // what it died of last is found out at the latest when somebody else would get it
    TestSubscription other =
        fixture.session().subscribe(TestSession.retried(durable(queue), retry), Delivery::ack);
    assertNull(other.outcome());
    assertEquals(3, headers(graves).get("x-relay-attempts"));
    assertEquals(0, other.bodies.size());
    other.cancel(false);
    assertGone();
  }

  @Test
  void whatAClientNeverLookedAtIsNotCounted() throws Exception {
    TestSession session = fixture.session();
    AtomicInteger unseen = new AtomicInteger(5);
    TestSubscription subscription =
        session.subscribe(
            TestSession.retried(durable(queue), retry),
            delivery -> {
              if (unseen.getAndDecrement() > 0) {
                delivery.giveBack();
              } else {
                delivery.ack();
              }
            });
    assertNull(subscription.outcome());
    session.publish(publication("", queue, "fine"));
    await("seen at last", () -> subscription.bodies.size() == 6);
    assertTrue(
        subscription.deliveries.stream()
            .noneMatch(d -> d.message().properties().headers().containsKey("x-relay-attempt")));
    await("settled", () -> fixture.counts().acked() == 1);
    subscription.cancel(false);
    assertGone();
  }

  @Test
  void whatAClientRefusesForGoodIsDeadLetteredWhereThePolicySays() throws Exception {
    TestSession session = fixture.session();
    TestSubscription graves = graves(session);
    TestSubscription subscription =
        session.subscribe(TestSession.retried(durable(queue), retry), d -> d.nack(false));
    assertNull(subscription.outcome());
    session.publish(publication("", queue, "hopeless"));
    Map<String, Object> headers = headers(graves);
    assertEquals("refused by its client", headers.get("x-relay-reason"));
    assertEquals(1, headers.get("x-relay-attempts"));
    await("settled", () -> fixture.counts().acked() >= 2);
    subscription.cancel(false);
    assertGone();
  }
}
