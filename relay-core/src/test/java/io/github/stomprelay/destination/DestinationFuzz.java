package io.github.stomprelay.destination;

import io.github.stomprelay.testkit.FuzzInput;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Fuzz target: a destination is read or refused; no name is longer than AMQP carries; and a
 * MESSAGE's destination leads back to the exchange and key it was made from.
 */
public final class DestinationFuzz {
  private static final int LONGEST_NAME = 255;

  private DestinationFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    DestinationParser parser = new DestinationParser(input.flag());
    DestinationAliases aliases =
        new DestinationAliases(
            List.of(new DestinationAliases.Alias("/chat/" + input.text(), input.text())));
    String text = aliases.resolve(new String(input.rest(), StandardCharsets.UTF_8));
    Destination destination;
    try {
      destination = parser.parse(text);
    } catch (DestinationException e) {
      return;
    }
    if (destination instanceof Destination.Exchange exchange) {
      requireShort(exchange.name());
      requireShort(exchange.routingKey());
    } else if (destination instanceof Destination.Topic topic) {
      requireShort(topic.routingKey());
    } else if (destination instanceof Destination.Queue queue) {
      requireShort(queue.name());
    } else if (destination instanceof Destination.AmqQueue queue) {
      requireShort(queue.name());
    }
  }

  private static void requireShort(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new AssertionError("too long a name: " + name);
    }
  }
}
