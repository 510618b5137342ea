package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.Message;
import org.jspecify.annotations.Nullable;

/** One delivery handed to a session. */
final class ConsumedDelivery implements Delivery {
  private final DeliveryHandler handler;
  final AckWindow.Entry entry;
  private final Message message;

  /** The message's identity for counting and for telling duplicates, or null when it has none. */
  final @Nullable String id;

  /** Delivery attempt, counting from 1. */
  final int attempt;

  private boolean settled;

  ConsumedDelivery(
      DeliveryHandler handler,
      AckWindow.Entry entry,
      Message message,
      @Nullable String id,
      int attempt) {
    this.handler = handler;
    this.entry = entry;
    this.message = message;
    this.id = id;
    this.attempt = attempt;
  }

  @Override
  public Message message() {
    return message;
  }

  @Override
  public void ack() {
    if (!settled) {
      settled = true;
      handler.ack(this);
    }
  }

  @Override
  public void giveBack() {
    if (!settled) {
      settled = true;
      handler.giveBack(this, true);
    }
  }

  @Override
  public void nack(boolean requeue) {
    if (!settled) {
      settled = true;
      handler.nack(this, requeue);
    }
  }
}
