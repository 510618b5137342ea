package io.github.stomprelay.cli;

import io.github.stomprelay.broker.Binding;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.broker.RetryPolicy;
import io.github.stomprelay.broker.SubscriptionRequest;
import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.session.SessionOptions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place at the broker by its STOMP destination, for {@code publish} and {@code tail}. {@code
 * /queue/NAME} is declared durable, as the relay does for its clients; {@code /amq/queue/NAME} must
 * exist.
 *
 * @param queue to publish to or consume from; null for an exchange
 */
record BrokerPlace(@Nullable String queue, boolean declared, String exchange, String routingKey) {

  static BrokerPlace of(String text, SessionOptions.Topics topics) throws Failure {
    Destination destination;
    try {
      destination = new DestinationParser(topics.slashAsDot()).parse(text);
    } catch (DestinationException e) {
      throw Failure.usage(e.detail().strip());
    }
    if (destination instanceof Destination.Queue queue) {
      return new BrokerPlace(queue.name(), true, "", queue.name());
    }
    if (destination instanceof Destination.AmqQueue queue) {
      return new BrokerPlace(queue.name(), false, "", queue.name());
    }
    if (destination instanceof Destination.Topic topic) {
      return new BrokerPlace(null, false, topics.exchange(), topic.routingKey());
    }
    if (destination instanceof Destination.Exchange exchange) {
      return new BrokerPlace(null, false, exchange.name(), exchange.routingKey());
    }
    throw Failure.usage(
        "'" + text + "': allowed are /queue, /amq/queue, /topic and /exchange destinations");
  }

  Publication publication(MessageProperties properties, byte[] body) {
    return new Publication(
        exchange, routingKey, properties, body, queue != null, false, declaration());
  }

  SubscriptionRequest subscription(int prefetch, RetryPolicy retry) {
    if (queue != null) {
      return new SubscriptionRequest(
          queue, declaration(), List.of(), prefetch, Map.of(), false, false, retry);
    }
    String own = "stomp-relay-tail-" + UUID.randomUUID();
    return new SubscriptionRequest(
        own,
        new QueueDeclaration(own, false, true, true, Map.of()),
        List.of(new Binding(exchange, routingKey, Map.of())),
        prefetch,
        Map.of(),
        true,
        false,
        retry);
  }

  private @Nullable QueueDeclaration declaration() {
    return queue == null || !declared
        ? null
        : new QueueDeclaration(queue, true, false, false, Map.of());
  }
}
