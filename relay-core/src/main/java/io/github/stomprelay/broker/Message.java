package io.github.stomprelay.broker;

/**
 * A message as the broker delivered it. Immutable by convention: the body is never changed, so one
 * instance may be handed to many sessions on several threads.
 */
public final class Message {
  private final String exchange;
  private final String routingKey;
  private final boolean redelivered;
  private final MessageProperties properties;
  private final byte[] body;
  private final long receivedNanos;

  /** One whose way is not measured. */
  public Message(
      String exchange,
      String routingKey,
      boolean redelivered,
      MessageProperties properties,
      byte[] body) {
    this(exchange, routingKey, redelivered, properties, body, 0);
  }

  public Message(
      String exchange,
      String routingKey,
      boolean redelivered,
      MessageProperties properties,
      byte[] body,
      long receivedNanos) {
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.redelivered = redelivered;
    this.properties = properties;
    this.body = body;
    this.receivedNanos = receivedNanos;
  }

  public String exchange() {
    return exchange;
  }

  public String routingKey() {
    return routingKey;
  }

  public boolean redelivered() {
    return redelivered;
  }

  public MessageProperties properties() {
    return properties;
  }

  /**
   * Returns when it came from the broker, {@link System#nanoTime}, if its way is measured; else
   * zero.
   */
  public long receivedNanos() {
    return receivedNanos;
  }

  /** The body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }
}
