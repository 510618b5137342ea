package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.QueuePrefix;
import java.time.Duration;

/**
 * Limits of shared subscriptions.
 *
 * @param linger how long a binding outlives its last subscriber; absorbs clients that change rooms
 *     or connect again
 * @param prefetch unacknowledged deliveries of one shared queue, 1 to 65535
 * @param queuesPerExchange queues among which the bindings of one exchange of a known type are
 *     spread by hash, 1 or more
 * @param mostHandedOver deliveries that may wait for another loop; while a loop has more of them
 *     the loops that feed it acknowledge nothing, so that the broker holds back
 * @param mostLingering bindings without subscribers per loop; over it the oldest ends early
 * @param verifyAfter a SUBSCRIBE to a binding older than this asks the broker again, so that an
 *     exchange which was deleted in the meantime is noticed
 * @param queuePrefix of the names of shared queues
 */
public record FanoutOptions(
    Duration linger,
    int prefetch,
    int queuesPerExchange,
    int mostHandedOver,
    int mostLingering,
    Duration verifyAfter,
    QueuePrefix queuePrefix) {

  public static final FanoutOptions DEFAULT =
      new FanoutOptions(
          Duration.ofSeconds(30), 1000, 1, 4096, 10_000, Duration.ofSeconds(10), QueuePrefix.NONE);

  public FanoutOptions {
    if (linger.isNegative() || verifyAfter.isNegative()) {
      throw new IllegalArgumentException("linger and verifyAfter: take zero or more");
    }
    if (prefetch < 1 || prefetch > 65_535) {
      throw new IllegalArgumentException(
          "prefetch of " + prefetch + " for shared queues: take 1 to 65535");
    }
    if (queuesPerExchange < 1 || mostHandedOver < 1 || mostLingering < 0) {
      throw new IllegalArgumentException(
          "queuesPerExchange and mostHandedOver: take 1 or more; mostLingering: 0 or more");
    }
  }
}
