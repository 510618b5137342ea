package io.github.stomprelay.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounded redelivery: a returned message is delivered again after a pause, and after the last
 * attempt dead-lettered; so is at once one that its client refuses for good.
 *
 * @param attempts deliveries in all, at least 1
 * @param firstPause before the second delivery; doubles with each one after
 * @param longestPause where the doubling ends
 * @param deadLetterExchange where a message goes after the last attempt, with headers that say why;
 *     null: it is rejected without requeue, so that the queue's own dead-lettering takes it
 * @param deadLetterRoutingKey null: its own routing key
 */
public record RetryPolicy(
    int attempts,
    Duration firstPause,
    Duration longestPause,
    @Nullable String deadLetterExchange,
    @Nullable String deadLetterRoutingKey) {
  /** The header that numbers a repeated delivery, from 2 on: an {@link Integer}. */
  public static final String ATTEMPT_HEADER = "x-relay-attempt";
}
