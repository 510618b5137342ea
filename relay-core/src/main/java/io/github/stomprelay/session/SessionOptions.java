package io.github.stomprelay.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How sessions behave.
 *
 * @param serverHeader the {@code server} header of CONNECTED, or null for none
 * @param lenientErrors leave the connection open after an ERROR, as RabbitMQ's plugin does
 * @param loginTimeout from the connection's start to a successful CONNECT
 * @param disconnectTimeout how long a DISCONNECT waits for outstanding publisher confirms
 * @param leastHeartBeat the shortest interval the relay agrees to send or expect; zero: RabbitMQ's
 *     rounding alone
 * @param mostHeartBeat the longest interval the relay agrees to; zero: none
 * @param heartBeatTolerance a client is dead after so many silent intervals
 * @param topicExchange what {@code /topic} stands for
 * @param topicSlashAsDot whether {@code /topic/a/b} means the key {@code a.b}
 * @param autoPrefetch unacknowledged deliveries of an {@code auto} subscription with a queue of its
 *     own
 * @param clientPrefetch the same for the other ack modes, unless {@code prefetch-count} says
 *     otherwise
 * @param nackRequeues whether a NACK without {@code requeue} header returns the message to its
 *     queue
 * @param mostSubscriptions of one session
 * @param mostTransactions open at a time
 * @param mostTransactionFrames in one transaction
 * @param mostReceiptLength of a {@code receipt} header, in characters
 * @param outboundBytes what may wait for a slow client
 * @param outboundTimeout how long it may wait
 * @param durableNames how the queues of durable subscriptions are named
 */
public record SessionOptions(
    @Nullable String serverHeader,
    boolean lenientErrors,
    Duration loginTimeout,
    Duration disconnectTimeout,
    Duration leastHeartBeat,
    Duration mostHeartBeat,
    double heartBeatTolerance,
    String topicExchange,
    boolean topicSlashAsDot,
    int autoPrefetch,
    int clientPrefetch,
    boolean nackRequeues,
    int mostSubscriptions,
    int mostTransactions,
    int mostTransactionFrames,
    int mostReceiptLength,
    long outboundBytes,
    Duration outboundTimeout,
    DurableNames durableNames) {

  /** Which RabbitMQ's names the queues of durable subscriptions have. */
  public enum DurableNames {
    RABBITMQ_4_3,
    RABBITMQ_4_4
  }

  /** The defaults of the settings table. */
  public static SessionOptions defaults() {
    return new SessionOptions(
        "stomp-relay",
        false,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ZERO,
        Duration.ZERO,
        3,
        "amq.topic",
        false,
        1000,
        1000,
        true,
        1000,
        16,
        1024,
        4096,
        512 << 10,
        Duration.ofSeconds(10),
        DurableNames.RABBITMQ_4_3);
  }
}
