package io.github.stomprelay.amqp;

import static io.github.stomprelay.amqp.TestSession.durable;
import static io.github.stomprelay.amqp.TestSession.mandatory;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.QueueDeclaration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Accounts and topology, with a real RabbitMQ that is well. */
class AmqpBrokerIT extends SharedNodeFixture {
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
                  new Topology.Exchange(exchange, "topic", true, true, false, false, Map.of()),
                  new Topology.Exchange(
                      fresh("typo"), "topik", true, true, false, false, Map.of())),
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
}
