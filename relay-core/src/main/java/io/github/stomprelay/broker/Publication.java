package io.github.stomprelay.broker;

import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the broker. Immutable by convention: the body is handed over and never
 * changed.
 */
public final class Publication {
  private final String exchange;
  private final String routingKey;
  private final MessageProperties properties;
  private final byte[] body;
  private final boolean mandatory;
  private final boolean ephemeral;
  private final @Nullable QueueDeclaration declareFirst;

  /**
   * @param exchange empty for the default exchange
   * @param mandatory whether no queue for it is an error (the broker's basic.return)
   * @param ephemeral fire and forget: no confirm, shed first under pressure, never published again
   * @param declareFirst the queue to declare before, or null; a broker session declares each name
   *     once
   */
  public Publication(
      String exchange,
      String routingKey,
      MessageProperties properties,
      byte[] body,
      boolean mandatory,
      boolean ephemeral,
      @Nullable QueueDeclaration declareFirst) {
    this.exchange = exchange;
    this.routingKey = routingKey;
    this.properties = properties;
    this.body = body;
    this.mandatory = mandatory;
    this.ephemeral = ephemeral;
    this.declareFirst = declareFirst;
  }

  /** The same, but never ephemeral: somebody waits for its outcome. */
  public Publication confirmed() {
    return ephemeral
        ? new Publication(exchange, routingKey, properties, body, mandatory, false, declareFirst)
        : this;
  }

  public String exchange() {
    return exchange;
  }

  public String routingKey() {
    return routingKey;
  }

  public MessageProperties properties() {
    return properties;
  }

  /** The body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }

  public boolean mandatory() {
    return mandatory;
  }

  public boolean ephemeral() {
    return ephemeral;
  }

  public @Nullable QueueDeclaration declareFirst() {
    return declareFirst;
  }
}
