package io.github.stomprelay.destination;

/**
 * What a {@code destination} header names. The two that have no place here, {@code /app/...} and
 * anything unknown, never become one: routes are asked first, and {@link DestinationParser} refuses
 * the rest.
 */
public sealed interface Destination {
  /** {@code /exchange/<name>[/<routing key>]}; the key is empty when absent. */
  record Exchange(String name, String routingKey) implements Destination {}

  /**
   * {@code /topic/<routing key>}: a key on the configured topic exchange.
   *
   * @param slashes whether the header had slashes in the key, which became dots
   */
  record Topic(String routingKey, boolean slashes) implements Destination {}

  /** {@code /queue/<name>}: a durable queue that is declared on first use. */
  record Queue(String name) implements Destination {}

  /** {@code /amq/queue/<name>}: a queue that exists. */
  record AmqQueue(String name) implements Destination {}

  /**
   * {@code /temp-queue/<name>}: a queue of the session's own, by the session's own name for it; in
   * {@code reply-to} only.
   */
  record TempQueue(String name) implements Destination {}

  /** {@code /reply-queue/<name>}: somebody's temp queue, by the broker's name for it. */
  record ReplyQueue(String name) implements Destination {}
}
