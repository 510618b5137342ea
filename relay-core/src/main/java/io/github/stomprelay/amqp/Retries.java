package io.github.stomprelay.amqp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second and later deliveries of one subscription whose destination asks for bounded
 * redelivery: each after a pause, and after the last one the dead-letter exchange. A message that
 * waits here is unsettled at the broker.
 */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  private final AmqpContext context;
  private final Loop loop;
  private final AmqpSession session;
  private final Redelivery policy;
  private final DeliveryHandler handler;

  Retries(
      AmqpContext context,
      Loop loop,
      AmqpSession session,
      Redelivery policy,
      DeliveryHandler handler) {
    this.context = context;
    this.loop = loop;
    this.session = session;
    this.policy = policy;
    this.handler = handler;
  }

  /** Returns whether the deliveries before this one have left it a chance. */
  boolean mayDeliver(ConsumedDelivery message) {
    return message.attempt == 1 || policy.mayTryAgain(message.attempt - 1);
  }

  /** Returns how often the message with this id was delivered and returned. */
  int attempts(@Nullable String id) {
    return id == null ? 0 : counts().of(key(id));
  }

  /** The message has left its queue. */
  void forget(ConsumedDelivery message) {
    if (message.id != null) {
      counts().forget(key(message.id));
    }
  }

  private DeliveryCounts counts() {
    return context.memories().attempts();
  }

  private DeliveryCounts.Key key(String id) {
    return new DeliveryCounts.Key(session.virtualHost(), handler.queue(), id);
  }

  /**
   * The client has returned it: it comes again, or is dead-lettered.
   *
   * @param here whether it may come again to this subscription; otherwise whoever gets it next sees
   *     to it
   */
  void returned(ConsumedDelivery message, boolean here) {
    if (message.id != null) {
      counts().note(key(message.id), message.attempt);
    }
    if (!here) {
      handler.giveBack(message, true);
    } else if (policy.mayTryAgain(message.attempt)) {
      loop.after(policy.pauseMillis(message.attempt), () -> repeat(message));
    } else {
      exhausted(message, message.attempt);
    }
  }

  /** The client does not want to see it again. */
  void refused(ConsumedDelivery message) {
    bury(message, "refused by its client", message.attempt);
  }

  /** It was delivered as often as it may be. */
  void exhausted(ConsumedDelivery message, int attempts) {
    bury(message, "returned by its client " + attempts + " times", attempts);
  }

  private void repeat(ConsumedDelivery message) {
    if (message.entry.window.isClosed()) {
      handler.giveBack(message, true);
    } else {
      handler.repeat(message, message.attempt + 1);
    }
  }

  /** For good. Kept unsettled until the dead-letter exchange has it. */
  private void bury(ConsumedDelivery message, String reason, int attempts) {
    if (!policy.hasDeadLetterExchange()) {
      handler.giveBack(message, false);
      return;
    }
    session.publishInternally(
        policy.deadLetter(message.message(), handler.queue(), reason, attempts),
        Redelivery.outcome(
            () -> {
              context.counters().deadLettered.increment();
              if (message.entry.window.isClosed()) {
                handler.giveBack(message, true);
              } else {
                handler.ack(message);
              }
            },
            error -> {
              log.warn(
                  "queue '{}': a message could not be dead-lettered: {}",
                  handler.queue(),
                  error.text());
              loop.after(
                  policy.deadLetterPauseMillis(),
                  () -> {
                    if (message.entry.window.isClosed()) {
                      handler.giveBack(message, true);
                    } else {
                      bury(message, reason, attempts);
                    }
                  });
            }));
  }
}
