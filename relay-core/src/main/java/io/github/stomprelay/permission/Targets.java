package io.github.stomprelay.permission;

import io.github.stomprelay.destination.Destination;
import io.github.stomprelay.destination.DestinationException;
import io.github.stomprelay.destination.DestinationParser;

/**
 * What destinations mean in AMQP's terms: the same reading for what clients ask and for what rules
 * say. Immutable.
 *
 * @param topicExchange the exchange that {@code /topic} stands for
 */
public record Targets(DestinationParser parser, String topicExchange) {
  private static final String APPLICATION = "/app";

  /** Returns what a SEND to this destination means; the key of an exchange is no pattern. */
  public Target published(String destination) throws DestinationException {
    Destination parsed = parser.parse(destination);
    if (parsed instanceof Destination.Topic topic) {
      return Target.published(topicExchange, topic.routingKey());
    }
    if (parsed instanceof Destination.Exchange exchange) {
      return Target.published(exchange.name(), exchange.routingKey());
    }
    if (parsed instanceof Destination.Queue queue) {
      return Target.queue(queue.name());
    }
    if (parsed instanceof Destination.AmqQueue queue) {
      return Target.queue(queue.name());
    }
    if (parsed instanceof Destination.ReplyQueue queue) {
      return Target.queue(queue.name());
    }
    return Target.ownQueue(((Destination.TempQueue) parsed).name());
  }

  /** Returns what a rule or an operator names: application destinations as well. */
  public Target named(String destination, Action action) throws DestinationException {
    if (destination.startsWith(APPLICATION + "/") || destination.startsWith(APPLICATION + ".")) {
      return Target.application(destination);
    }
    Target target = published(destination);
    return action == Action.SUBSCRIBE && target.kind() == Target.Kind.EXCHANGE
        ? Target.bound(target.exchange(), target.key())
        : target;
  }
}
