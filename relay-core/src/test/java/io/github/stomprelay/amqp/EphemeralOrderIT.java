package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Ephemeral publications of one session overtake each other on none of the channels. */
class EphemeralOrderIT extends SharedNodeFixture {
  private static Publication ephemeral(String key, String body) {
    return new Publication(
        "amq.topic",
        key,
        MessageProperties.of("text/plain", Map.of(), false, null),
        body.getBytes(StandardCharsets.UTF_8),
        false,
        true,
        null);
  }

  @Test
  void laterOnesWaitForThoseThatGoOnProbation() {
    String key = fresh("ephemeral");
    TestSession session = fixture.session();
    TestSession.TestSubscription subscription =
        session.subscribe(
            TestSession.declared(
                TestSession.exclusive(key), new Binding("amq.topic", key, Map.of())),
            delivery -> {});
    assertNull(subscription.outcome());
    PublishListener indifferent = listener(() -> {});
    session.loop.execute(
        () -> {
          // the exchange is not proven yet; when it is, two wait behind the one that proved it
          session.session.publish(
              ephemeral(key, "1"),
              listener(() -> session.session.publish(ephemeral(key, "4"), indifferent)));
          session.session.publish(ephemeral(key, "2"), indifferent);
          session.session.publish(ephemeral(key, "3"), indifferent);
        });
    AmqpFixture.await("all four", () -> subscription.bodies.size() == 4);
    assertEquals(List.of("1", "2", "3", "4"), List.copyOf(subscription.bodies));
  }

  private static PublishListener listener(Runnable confirmed) {
    return new PublishListener() {
      @Override
      public void onConfirmed() {
        confirmed.run();
      }

      @Override
      public void onRefused(BrokerError error) {}
    };
  }
}
