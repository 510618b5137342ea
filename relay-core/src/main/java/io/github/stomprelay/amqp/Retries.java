package io.github.stomprelay.amqp;

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

  /** The client has returned it: it comes again, or is dead-lettered. */
  void returned(ConsumedMessage message) {
    if (policy.mayTryAgain(message.attempt)) {
      var unused = loop.after(policy.pauseMillis(message.attempt), () -> repeat(message));
    } else {
      bury(message, message.attempt);
    }
  }

  private void repeat(ConsumedMessage message) {
    if (!message.entry.window.isClosed()) {
      deliveries.repeat(message, message.attempt + 1);
    }
  }

  /** After the last attempt. Kept unsettled until the dead-letter exchange has it. */
  void bury(ConsumedMessage message, int attempts) {
    if (!policy.hasDeadLetterExchange()) {
      deliveries.giveBack(message, false);
      return;
    }
    session.publishInternally(
        policy.deadLetter(message.message(), deliveries.queue(), attempts),
        Redelivery.outcome(
            () -> {
              parts.counters().deadLettered.increment();
              deliveries.ack(message);
            },
            error -> {
              log.warn(
                  "queue '{}': a message could not be dead-lettered: {}",
                  deliveries.queue(),
                  error.text());
              var unused =
                  loop.after(
                      policy.deadLetterPauseMillis(),
                      () -> {
                        if (!message.entry.window.isClosed()) {
                          bury(message, attempts);
                        }
                      });
            }));
  }
}
