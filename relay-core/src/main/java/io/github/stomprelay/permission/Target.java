package io.github.stomprelay.permission;

import io.github.stomprelay.destination.DestinationText;

/**
 * Where a publication goes or a subscription reads from, in AMQP's terms: whatever spelling of a
 * destination led there is gone.
 *
 * @param exchange its name, empty for all kinds but {@link Kind#EXCHANGE}
 * @param key routing key, queue name, or words of an application destination
 * @param pattern whether words of the key may stand for others
 */
public record Target(Kind kind, String exchange, String key, boolean pattern) {
  /** What is asked for. */
  public enum Kind {
    /** A key of an exchange. */
    EXCHANGE,
    /** A queue by name, whoever made it. */
    QUEUE,
    /** A reply queue of the session's own, by its own name for it. */
    OWN_QUEUE,
    /** An application route. */
    APPLICATION
  }

  /** Publishing to an exchange; the default exchange leads to queues. */
  public static Target published(String exchange, String routingKey) {
    return exchange.isEmpty()
        ? queue(routingKey)
        : new Target(Kind.EXCHANGE, exchange, routingKey, false);
  }

  /** Publishing with keys that somebody else chooses, within this pattern. */
  public static Target publishedLater(String exchange, String pattern) {
    Kind kind = exchange.isEmpty() ? Kind.QUEUE : Kind.EXCHANGE;
    return new Target(kind, exchange, pattern, true);
  }

  /** Reading from an exchange with this binding key. */
  public static Target bound(String exchange, String bindingKey) {
    return new Target(Kind.EXCHANGE, exchange, bindingKey, true);
  }

  public static Target queue(String name) {
    return new Target(Kind.QUEUE, "", name, false);
  }

  public static Target ownQueue(String name) {
    return new Target(Kind.OWN_QUEUE, "", name, false);
  }

  /** An application destination; dots and slashes are the same in it. */
  public static Target application(String destination) {
    String path = destination.startsWith("/") ? destination.substring(1) : destination;
    return new Target(Kind.APPLICATION, "", path.replace('/', '.'), false);
  }

  /**
   * As a destination.
   *
   * @param topicExchange the exchange that {@code /topic} stands for
   */
  public String asDestination(String topicExchange) {
    return switch (kind) {
      case EXCHANGE, QUEUE -> DestinationText.of(exchange, key, topicExchange);
      case OWN_QUEUE -> "/temp-queue/" + key;
      case APPLICATION -> "/" + key.replaceFirst("\\.", "/");
    };
  }
}
