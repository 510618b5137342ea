package io.github.stomprelay.session;

import io.github.stomprelay.broker.Message;
import io.github.stomprelay.destination.DestinationAliases.Alias;
import io.github.stomprelay.destination.DestinationText;
import org.jspecify.annotations.Nullable;

/**
 * In whose words a subscription's MESSAGEs say where they were published: the client's, if it has
 * words of its own. Clients without subscription ids find their handler by it, and answer to it.
 */
interface ShownDestination {
  /** Returns the header's text, or null for the usual one. */
  @Nullable String of(Message message);

  /**
   * Of messages from the broker.
   *
   * @param slashes whether the client wrote a topic's key with slashes
   * @param alias with which it subscribed, or null
   * @param topicExchange the exchange that {@code /topic} stands for
   */
  record Written(boolean slashes, @Nullable Alias alias, String topicExchange)
      implements ShownDestination {
    @Override
    public @Nullable String of(Message message) {
      if (slashes) {
        String text = "/topic/" + message.routingKey().replace('.', '/');
        return alias == null ? text : alias.shown(text);
      }
      if (alias == null) {
        return null;
      }
      String written =
          DestinationText.written(message.exchange(), message.routingKey(), topicExchange);
      return alias.fits(written)
          ? alias.shown(written)
          : alias.shown(
              DestinationText.of(message.exchange(), message.routingKey(), topicExchange));
    }
  }
}
