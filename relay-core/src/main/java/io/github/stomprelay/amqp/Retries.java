package io.github.stomprelay.amqp;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second and later deliveries of one subscription whose destination asks for bounded
 * redelivery: each after a pause, and after the last one the dead-letter exchange. A message that
 * waits here is unsettled at the broker. Confined to its loop.
 */
final class Retries {
  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  private final RelayParts parts;
  private final Loop loop;
  private final AmqpSession session;
  private final Redelivery policy;
  private final Deliveries deliveries;

  Retries(
      RelayParts parts, Loop loop, AmqpSession session, Redelivery policy, Deliveries deliveries) {
    this.parts = parts;
    this.loop = loop;
    this.session = session;
    this.policy = policy;
    this.deliveries = deliveries;
  }

  /** Whether the deliveries before this one have left it a chance. */
  boolean mayDeliver(ConsumedMessage message) {
    return message.attempt == 1 || policy.mayTryAgain(message.attempt - 1);
  }

  /** How often the message with this id was delivered and returned. */
  int attempts(@Nullable String id) {
    return id == null ? 0 : counts().of(key(id));
  }

  /** The message has left its queue. */
  void forget(ConsumedMessage message) {
    if (message.id != null) {
      counts().forget(key(message.id));
    }
  }

  private Attempts counts() {
    return parts.memories().attempts();
  }

  private Attempts.Key key(String id) {
    return new Attempts.Key(session.virtualHost(), deliveries.queue(), id);
  }

  /**
   * The client has returned it: it comes again, or is dead-lettered.
   *
   * @param here whether it may come again to this subscription; otherwise whoever gets it next sees
   *     to it
   */
  void returned(ConsumedMessage message, boolean here) {
    if (message.id != null) {
      counts().note(key(message.id), message.attempt);
    }
    if (!here) {
      deliveries.giveBack(message, true);
    } else if (policy.mayTryAgain(message.attempt)) {
      loop.after(policy.pauseMillis(message.attempt), () -> repeat(message));
    } else {
      exhausted(message, message.attempt);
    }
  }

  /** The client does not want to see it again. */
  void refused(ConsumedMessage message) {
    bury(message, "refused by its client", message.attempt);
  }

  /** It was delivered as often as it may be. */
  void exhausted(ConsumedMessage message, int attempts) {
    bury(message, "returned by its client " + attempts + " times", attempts);
  }

  private void repeat(ConsumedMessage message) {
    if (message.entry.window.isClosed()) {
      deliveries.giveBack(message, true);
    } else {
      deliveries.repeat(message, message.attempt + 1);
    }
  }

  /** For good. Kept unsettled until the dead-letter exchange has it. */
  private void bury(ConsumedMessage message, String reason, int attempts) {
    if (!policy.hasDeadLetterExchange()) {
      deliveries.giveBack(message, false);
      return;
    }
    session.publishInternally(
        policy.deadLetter(message.message(), deliveries.queue(), reason, attempts),
        Redelivery.outcome(
            () -> {
              parts.counters().deadLettered.increment();
              if (message.entry.window.isClosed()) {
                deliveries.giveBack(message, true);
              } else {
                deliveries.ack(message);
              }
            },
            error -> {
              log.warn(
                  "queue '{}': a message could not be dead-lettered: {}",
                  deliveries.queue(),
                  error.text());
              loop.after(
                  policy.deadLetterPauseMillis(),
                  () -> {
                    if (message.entry.window.isClosed()) {
                      deliveries.giveBack(message, true);
                    } else {
                      bury(message, reason, attempts);
                    }
                  });
            }));
  }
}
