package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * How messages travel between the relay and the broker.
 *
 * @param publishWindow publishes of a link that wait for their confirm
 * @param publishGather how long publishes are gathered before a flush; zero: not
 * @param confirmTimeout after which a link that confirms nothing counts as broken
 * @param outageBufferBytes SENDs that wait while the broker is away, whole relay
 * @param outageMaxAge how long they may wait
 */
public record DeliveryConfig(
    int publishWindow,
    int publishWindowBytes,
    Duration publishGather,
    Duration confirmTimeout,
    long outageBufferBytes,
    Duration outageMaxAge,
    Consuming consuming) {
  /**
   * Consuming.
   *
   * @param maxPrefetch larger prefetch counts are cut to this
   * @param prefetchBytes of a session's messages that are not acknowledged
   * @param ackCount acknowledgements gathered towards the broker
   * @param ackDelay how long they may be gathered
   * @param dedupeIds message ids remembered per queue, to drop copies published twice
   * @param dedupeTotal message ids remembered in all
   */
  public record Consuming(
      int maxPrefetch,
      int prefetchBytes,
      int ackCount,
      Duration ackDelay,
      int dedupeIds,
      int dedupeTotal) {}

  static final SettingGroup SETTINGS = new SettingGroup("Delivery");
  private static final Setting<Integer> PUBLISH_WINDOW =
      SETTINGS.count(
          "publish.window",
          1,
          1_000_000,
          2048,
          "Publishes of a link that wait for the broker's confirm.");
  private static final Setting<Integer> PUBLISH_WINDOW_BYTES =
      SETTINGS.bytes("publish.window-bytes", "16 MiB", "Bytes of them.");
  private static final Setting<Duration> PUBLISH_GATHER =
      SETTINGS.durationOrOff(
          "publish.gather",
          "off",
          "Gather publishes this long before they are flushed: throughput for latency.");
  private static final Setting<Duration> CONFIRM_TIMEOUT =
      SETTINGS.duration(
          "publish.confirm-timeout", "30s", "Time without a confirm after which a link is broken.");
  private static final Setting<Long> OUTAGE_BUFFER_BYTES =
      SETTINGS.add(
          "outage.buffer-bytes",
          ValueTypes.LONG_BYTES,
          "64 MiB",
          "Bytes of SENDs that wait while the broker is away; then publishers are no longer read.");
  private static final Setting<Duration> OUTAGE_MAX_AGE =
      SETTINGS.duration(
          "outage.max-age", "5m", "How long they may wait; then their senders get an ERROR.");
  private static final Setting<Integer> MAX_PREFETCH =
      SETTINGS.count(
          "consume.max-prefetch", 1, 65535, 65535, "Larger prefetch counts are cut to this.");
  private static final Setting<Integer> PREFETCH_BYTES =
      SETTINGS.bytes(
          "consume.prefetch-bytes",
          "16 MiB",
          "Bytes of a session's messages that are not acknowledged; one message may exceed it.");
  private static final Setting<Integer> ACK_COUNT =
      SETTINGS.count(
          "consume.ack-count", 1, 65535, 64, "Acknowledgements gathered towards the broker.");
  private static final Setting<Duration> ACK_DELAY =
      SETTINGS.duration("consume.ack-delay", "20ms", "How long they may be gathered.");
  private static final Setting<Integer> DEDUPE_IDS =
      SETTINGS.count(
          "consume.dedupe-ids",
          0,
          1_000_000,
          4096,
          "Message ids remembered per queue, to drop copies published twice; 0: none.");
  private static final Setting<Integer> DEDUPE_TOTAL =
      SETTINGS.count(
          "consume.dedupe-total", 0, 100_000_000, 1 << 20, "Message ids remembered in all.");

  static DeliveryConfig from(Values values) {
    DeliveryConfig config =
        new DeliveryConfig(
            values.get(PUBLISH_WINDOW),
            values.get(PUBLISH_WINDOW_BYTES),
            values.get(PUBLISH_GATHER),
            values.get(CONFIRM_TIMEOUT),
            values.get(OUTAGE_BUFFER_BYTES),
            values.get(OUTAGE_MAX_AGE),
            consuming(values));
    config.check(values);
    return config;
  }

  private static Consuming consuming(Values values) {
    return new Consuming(
        values.get(MAX_PREFETCH),
        values.get(PREFETCH_BYTES),
        values.get(ACK_COUNT),
        values.get(ACK_DELAY),
        values.get(DEDUPE_IDS),
        values.get(DEDUPE_TOTAL));
  }

  private void check(Values values) {
    if (publishGather.compareTo(Duration.ofMillis(100)) > 0) {
      values.error(PUBLISH_GATHER, "would hold every SEND back", "set 1ms or 2ms, at most 100ms");
    }
    if (consuming.prefetchBytes() < 64 << 10) {
      values.error(PREFETCH_BYTES, "holds next to nothing", "set at least 64 KiB");
    }
    if (outageBufferBytes < 64 << 10) {
      values.error(OUTAGE_BUFFER_BYTES, "holds next to nothing", "set at least 64 KiB");
    }
  }
}
