package io.github.stomprelay.amqp;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of the links and of the traffic they have carried, for health and metrics. */
public record AmqpStatus(List<LinkStatus> links, Counts counts) {
  public AmqpStatus {
    links = List.copyOf(links);
  }

  /** The purpose of a link. */
  public enum LinkRole {
    PUBLISH,
    CONSUME
  }

  /** Where a link is. */
  public enum LinkState {
    CONNECTING,
    UP,
    DOWN,
    CLOSED
  }

  /**
   * One link.
   *
   * @param account {@code user@vhost}
   * @param own whether it is of the relay's own account
   * @param loop number of its event loop
   * @param address the node, or null before the first attempt
   * @param since when this state began
   * @param blocked the broker's reason for a memory or disk alarm, or null
   * @param lastError why it was last down, one line, or null
   */
  public record LinkStatus(
      String account,
      boolean own,
      int loop,
      LinkRole role,
      LinkState state,
      @Nullable String address,
      Instant since,
      @Nullable String blocked,
      @Nullable String lastError) {}

  /**
   * Totals since start, the last five as they are now.
   *
   * @param published handed to a link, each attempt
   * @param confirmed confirmed by the broker
   * @param nacked refused by the broker for now (basic.nack)
   * @param returned mandatory ones without a queue
   * @param refused given up, their sender was told
   * @param retried published again after a nack or a return
   * @param republished published again after a broken link or channel
   * @param shed ephemeral ones dropped under pressure
   * @param delivered messages handed to sessions
   * @param redelivered those of them that the broker had delivered before
   * @param duplicates copies dropped by their id
   * @param acked acknowledged to the broker
   * @param deadLettered moved away after their last attempt
   * @param bufferedMessages publications waiting in the relay
   * @param bufferedBytes their size
   * @param bufferedSeconds how long the oldest of them has waited
   * @param unconfirmed publications at the broker without an answer yet
   * @param accessRefused accounts, exchanges and queues that the broker permitted before and
   *     refuses now, counted for each loop
   */
  public record Counts(
      long published,
      long confirmed,
      long nacked,
      long returned,
      long refused,
      long retried,
      long republished,
      long shed,
      long delivered,
      long redelivered,
      long duplicates,
      long acked,
      long deadLettered,
      long bufferedMessages,
      long bufferedBytes,
      long bufferedSeconds,
      long unconfirmed,
      long accessRefused) {}
}
