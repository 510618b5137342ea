package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.AmqpFixture.await;
import static io.github.stomprelay.amqp.TestSession.declared;
import static io.github.stomprelay.amqp.TestSession.exclusive;
import static io.github.stomprelay.amqp.TestSession.existing;
import static io.github.stomprelay.amqp.TestSession.mandatory;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.amqp.TestSession.TestSubscription;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.SubscriptionRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two sessions of one account on one loop share a link, but not what is exclusive to either. */
class ExclusiveQueueIT extends SharedNodeFixture {
  private final TestSession owner = fixture.session();
  private final TestSession other = new TestSession(fixture, owner.loop, AmqpFixture.GUEST);
  private final String queue = fresh("exclusive");

  @Test
  void anotherSessionNeitherConsumesNorDeclaresNorDeletesIt() {
    TestSubscription mine = owner.subscribe(named(), Delivery::ack);
    assertNull(mine.outcome());
    assertLocked(other.subscribe(existing(queue, 10), Delivery::ack).outcome());
    assertLocked(other.subscribe(named(), Delivery::ack).outcome());
    assertLocked(AmqpFixture.get(other.publish(mandatory("", queue, "x", exclusive(queue)))));
    TestSubscription refused = other.subscribe(named(), Delivery::ack);
    refused.cancel(true);
    assertNull(AmqpFixture.get(other.publish(mandatory("", queue, "an answer", null))));
    await("delivered", () -> List.copyOf(mine.bodies).equals(List.of("an answer")));
  }

  @Test
  void whoeverAsksFirstGetsIt() {
    TestSubscription one = owner.subscribe(named(), Delivery::ack);
    TestSubscription two = other.subscribe(named(), Delivery::ack);
    List<@Nullable BrokerError> outcomes =
        Stream.of(one, two).<@Nullable BrokerError>map(TestSubscription::outcome).toList();
    assertNull(outcomes.get(0));
    assertLocked(outcomes.get(1));
  }

  @Test
  void aDeclarationThatTheBrokerRefusesHoldsNothing() {
    String reserved = "amq." + queue;
    BrokerError first = owner.subscribe(declared(exclusive(reserved)), d -> {}).outcome();
    BrokerError second = other.subscribe(declared(exclusive(reserved)), d -> {}).outcome();
    assertEquals(403, code(first));
    assertEquals(403, code(second));
  }

  @Test
  void theNameIsFreeWhenTheQueueHasDeletedItself() {
    TestSubscription mine = owner.subscribe(named(), Delivery::ack);
    assertNull(mine.outcome());
    mine.cancel(false);
    TestSubscription theirs = other.subscribe(named(), Delivery::ack);
    assertNull(theirs.outcome());
    owner.close();
    assertNull(AmqpFixture.get(other.publish(mandatory("", queue, "still there", null))));
    await("delivered", () -> theirs.bodies.contains("still there"));
  }

  @Test
  void theNameIsFreeWhenTheSessionEnds() {
    assertNull(AmqpFixture.get(owner.publish(mandatory("", queue, "lost", exclusive(queue)))));
    owner.close();
    TestSubscription theirs = other.subscribe(named(), Delivery::ack);
    assertNull(theirs.outcome());
    assertTrue(theirs.bodies.isEmpty());
  }

  @Test
  void itStaysItsOwnersWhenTheLinkIsRebuilt() {
    TestSubscription mine = owner.subscribe(named(), Delivery::ack);
    assertNull(mine.outcome());
    node.ctl("close_all_connections", "test");
    await(
        "consumed again",
        () -> AmqpFixture.get(owner.publish(mandatory("", queue, "again", null))) == null);
    assertLocked(other.subscribe(existing(queue, 10), Delivery::ack).outcome());
  }

  /** As SUBSCRIBE to /queue/NAME with durable:false asks for it: the session's, not one's own. */
  private SubscriptionRequest named() {
    return new SubscriptionRequest(
        queue, exclusive(queue), List.of(), 10, Map.of(), false, false, null);
  }

  private void assertLocked(@Nullable BrokerError error) {
    assertNotNull(error);
    assertEquals(405, error.code());
    assertTrue(
        error
            .text()
            .startsWith(
                "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '"
                    + queue
                    + "' in vhost '/'."),
        error.text());
  }

  private static int code(@Nullable BrokerError error) {
    return error == null ? 0 : error.code();
  }
}
