package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Message;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.RetryPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RetryPolicy} worked out: pauses, and what the repeated and the dead message look like.
 */
final class Redelivery {
  private static final Duration DEAD_LETTER_PAUSE = Duration.ofSeconds(1);

  private final RetryPolicy policy;

  Redelivery(RetryPolicy policy) {
    this.policy = policy;
  }

  /** Returns whether a message that was delivered so often gets another chance. */
  boolean mayTryAgain(int attempts) {
    return attempts < policy.attempts();
  }

  /** Before the delivery after this many. */
  long pauseMillis(int attempts) {
    long first = policy.firstPause().toMillis();
    long longest = policy.longestPause().toMillis();
    return Math.min(longest, first << Math.min(attempts - 1, 30));
  }

  boolean hasDeadLetterExchange() {
    return policy.deadLetterExchange() != null;
  }

  /** Between attempts to dead-letter where that fails. */
  long deadLetterPauseMillis() {
    return Math.max(DEAD_LETTER_PAUSE.toMillis(), policy.longestPause().toMillis());
  }

  static Message repeated(Message message, int attempt) {
    Map<String, Object> headers = new LinkedHashMap<>(message.properties().headers());
    headers.put(RetryPolicy.ATTEMPT_HEADER, attempt);
    return new Message(
        message.exchange(),
        message.routingKey(),
        true,
        message.properties().withHeaders(headers),
        message.body());
  }

  /**
   * The message as it is dead-lettered.
   *
   * @param reason in words, for whoever looks at it there
   */
  Publication deadLetter(Message message, String queue, String reason, int attempts) {
    Map<String, Object> headers = new LinkedHashMap<>(message.properties().headers());
    headers.remove(RetryPolicy.ATTEMPT_HEADER);
    headers.put("x-relay-reason", reason);
    headers.put("x-relay-attempts", attempts);
    headers.put("x-relay-queue", queue);
    headers.put("x-relay-exchange", message.exchange());
    headers.put("x-relay-routing-key", message.routingKey());
    @Nullable String exchange = policy.deadLetterExchange();
    @Nullable String key = policy.deadLetterRoutingKey();
    return new Publication(
        exchange == null ? "" : exchange,
        key == null ? message.routingKey() : key,
        mortal(message.properties(), headers),
        message.body(),
        true,
        false,
        null);
  }

  /** Without expiration, and without the user id, which is not the relay's. */
  private static MessageProperties mortal(MessageProperties p, Map<String, Object> headers) {
    return new MessageProperties(
        p.contentType(),
        p.contentEncoding(),
        headers,
        p.deliveryMode(),
        p.priority(),
        p.correlationId(),
        p.replyTo(),
        null,
        p.messageId(),
        p.timestamp(),
        p.type(),
        null,
        p.appId());
  }

  /** Calls one of two when the dead letter has arrived or not. */
  static PublishListener outcome(
      Runnable arrived, java.util.function.Consumer<BrokerError> failed) {
    return new PublishListener() {
      @Override
      public void onConfirmed() {
        arrived.run();
      }

      @Override
      public void onRefused(BrokerError error) {
        failed.accept(error);
      }
    };
  }
}
