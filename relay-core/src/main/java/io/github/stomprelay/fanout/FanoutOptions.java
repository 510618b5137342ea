package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.Optional;

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

  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Boolean> ENABLED =
      SETTINGS.flag(
          "fanout.enabled",
          true,
          "Consume once for all sessions that subscribe to the same thing.");
  private static final Setting<Duration> LINGER =
      SETTINGS.duration(
          "fanout.linger",
          "30s",
          "How long a shared subscription stays after its last member left.");
  private static final Setting<Integer> QUEUES_PER_EXCHANGE =
      SETTINGS.count("fanout.queues-per-exchange", 1, 64, 1, "Shared queues of one exchange.");

  private static final int PREFETCH = 1000;
  private static final int MOST_HANDED_OVER = 4096;
  private static final int MOST_LINGERING = 10_000;
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(10);

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

  /** Returns what is configured; empty where every session consumes for itself. */
  public static Optional<FanoutOptions> from(Values values) {
    FanoutOptions options =
        new FanoutOptions(
            values.get(LINGER),
            PREFETCH,
            values.get(QUEUES_PER_EXCHANGE),
            MOST_HANDED_OVER,
            MOST_LINGERING,
            VERIFY_AFTER,
            QueuePrefix.from(values));
    return values.get(ENABLED) ? Optional.of(options) : Optional.empty();
  }
}
