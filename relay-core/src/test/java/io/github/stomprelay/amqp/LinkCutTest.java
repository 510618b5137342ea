package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A link that is cut after any byte of its handshake, its methods or its messages: what the
 * simulation, which knows methods only, cannot show. Whatever came to the other end counts, half a
 * frame does not, and nothing is lost.
 */
class LinkCutTest {
  private static final List<String> BODIES = List.of("one", "two", "three");

  /** Where the driver's frames begin and end does not hang on each byte of a handshake's texts. */
  private static final int CASES = 150;

  private EmbeddedBroker node;

  @BeforeEach
  void start() throws IOException {
    node = EmbeddedBroker.start(0, BrokerOptions.of("guest", "guest"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** What a link is used for; the session's first link is the one that is cut. */
  private interface Scenario {
    void run(AmqpFixture relay, TestSession session);
  }

  @ParameterizedTest
  @EnumSource
  void publicationsSurviveACutAfterAnyByte(CuttingProxy.Direction direction) throws Exception {
    everyCut(direction, LinkCutTest::publish);
  }

  @ParameterizedTest
  @EnumSource
  void subscriptionsSurviveACutAfterAnyByte(CuttingProxy.Direction direction) throws Exception {
    everyCut(direction, LinkCutTest::consume);
  }

  private void everyCut(CuttingProxy.Direction direction, Scenario scenario) throws Exception {
    long whole = cut(direction, Long.MAX_VALUE, scenario);
    Set<Long> cuts = new TreeSet<>();
    for (long i = 0; i < CASES; i++) {
      cuts.add(whole * i / CASES);
    }
    for (long cut : cuts) {
      try {
        var unused = cut(direction, cut, scenario);
      } catch (AssertionError | Exception e) {
        throw new AssertionError("cut after " + cut + " of " + whole + " bytes", e);
      }
    }
  }

  /** Returns how many bytes the link has passed. */
  private long cut(CuttingProxy.Direction direction, long limit, Scenario scenario)
      throws IOException {
    try (CuttingProxy proxy = new CuttingProxy(node.port(), direction, limit);
        AmqpFixture relay = new AmqpFixture(proxy.port(), AmqpFixture.brisk(proxy.port()))) {
      TestSession session = relay.session();
      scenario.run(relay, session);
      session.close();
      AmqpFixture.await(
          "nothing is left: " + relay.counts(),
          () ->
              relay.counts().unconfirmed() == 0
                  && relay.counts().bufferedMessages() == 0
                  && relay.counts().bufferedBytes() == 0);
      return proxy.passed();
    }
  }

  private static void publish(AmqpFixture relay, TestSession session) {
    List<CompletableFuture<@Nullable BrokerError>> outcomes = new ArrayList<>();
    for (String body : BODIES) {
      outcomes.add(session.publish(TestSession.publication("amq.topic", "cut", body)));
    }
    outcomes.forEach(outcome -> assertNull(AmqpFixture.get(outcome)));
    assertEquals(BODIES, List.copyOf(session.confirmed));
  }

  private static void consume(AmqpFixture relay, TestSession session) {
    TestSession.TestSubscription subscription =
        session.subscribe(
            TestSession.declared(
                TestSession.durable("cut"), new Binding("amq.topic", "cut", Map.of())),
            Delivery::ack);
    assertNull(subscription.outcome());
    for (String body : BODIES) {
      assertNull(AmqpFixture.get(session.publish(TestSession.publication("", "cut", body))));
    }
    AmqpFixture.await(
        () -> "all messages: " + subscription.bodies,
        () -> subscription.bodies.containsAll(BODIES));
    assertEquals(1, subscription.subscribed.get());
    subscription.cancel(true);
  }
}
