package io.github.stomprelay.session;

import io.github.stomprelay.broker.Message;
import io.github.stomprelay.destination.DestinationText;
import io.github.stomprelay.stomp.MessageTemplate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last message of one event loop as a MESSAGE template: a message that goes to many sessions of
 * a loop arrives at them one after another, so that one place is enough to translate and encode it
 * once. Confined to its loop.
 */
final class MessageTemplates {
  private final String topicExchange;
  private final DeliveryTimes times;
  private @Nullable Message message;
  private @Nullable String shown;
  private @Nullable MessageTemplate template;

  MessageTemplates(String topicExchange, DeliveryTimes times) {
    this.topicExchange = topicExchange;
    this.times = times;
  }

  /**
   * The template of a message.
   *
   * @param destination the header's text, or null for the one that says where the message was
   *     published
   */
  MessageTemplate of(Message next, @Nullable String destination) {
    @Nullable MessageTemplate known = template;
    if (known != null && message == next && Objects.equals(shown, destination)) {
      return known;
    }
    times.sending(next);
    MessageTemplate made =
        translate(
            next,
            destination == null
                ? DestinationText.of(next.exchange(), next.routingKey(), topicExchange)
                : destination);
    message = next;
    shown = destination;
    template = made;
    return made;
  }

  /** Lets go of the last message, so that it does not outlive its use. */
  void forget() {
    message = null;
    shown = null;
    template = null;
  }

  private static MessageTemplate translate(Message message, String destination) {
    return new MessageTemplate(
        destination,
        message.redelivered(),
        MessageHeaders.of(message.properties()),
        message.body());
  }
}
