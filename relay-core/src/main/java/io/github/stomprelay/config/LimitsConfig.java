package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * What one client may take. The defaults let every well-behaved client of RabbitMQ's plugin
 * through; {@code conf/public-internet.properties} has the tight set. Zero means off where a
 * comment says so.
 *
 * @param frameBytes a whole frame, after login
 * @param connectFrameBytes a whole frame, before login
 * @param headers lines per frame
 * @param headerBytes one header line
 * @param subscriptions of a session
 * @param transactions open ones of a session
 * @param outboundBufferBytes waiting for one client's socket
 * @param outboundTimeout after which a client that takes nothing counts as too slow
 * @param memory for all that waits in the relay; 0: a share of what Java may take
 * @param connections of the relay
 * @param connectionsPerAddress 0: no limit
 */
public record LimitsConfig(
    int frameBytes,
    int connectFrameBytes,
    int headers,
    int headerBytes,
    int bodyBytes,
    int receiptBytes,
    int subscriptions,
    int transactions,
    int transactionFrames,
    int transactionBytes,
    int outboundBufferBytes,
    Duration outboundTimeout,
    long memory,
    int connections,
    int connectionsPerAddress) {
  static final SettingGroup SETTINGS = new SettingGroup("Limits, per client unless said otherwise");
  private static final SettingGroup LIVE = SETTINGS.reloadable();
  private static final Setting<Integer> FRAME_BYTES =
      SETTINGS.bytes("limits.frame-bytes", "4 MiB", "Largest frame after login.");
  private static final Setting<Integer> CONNECT_FRAME_BYTES =
      SETTINGS.bytes("limits.connect-frame-bytes", "64 KiB", "Largest frame before login.");
  private static final Setting<Integer> HEADERS =
      SETTINGS.count("limits.headers", 8, 10000, 100, "Header lines of a frame.");
  private static final Setting<Integer> HEADER_BYTES =
      SETTINGS.bytes("limits.header-bytes", "100 KiB", "Longest header line.");
  private static final Setting<Integer> BODY_BYTES =
      SETTINGS.bytes("limits.body-bytes", "4 MiB", "Largest body.");
  private static final Setting<Integer> RECEIPT_BYTES =
      LIVE.bytes("limits.receipt-bytes", "4 KiB", "Longest receipt id.");
  private static final Setting<Integer> SUBSCRIPTIONS =
      LIVE.count("limits.subscriptions", 1, Integer.MAX_VALUE, 1024, "Subscriptions of a session.");
  private static final Setting<Integer> TRANSACTIONS =
      LIVE.count(
          "limits.transactions", 1, Integer.MAX_VALUE, 64, "Open transactions of a session.");
  private static final Setting<Integer> TRANSACTION_FRAMES =
      LIVE.count(
          "limits.transaction-frames", 1, Integer.MAX_VALUE, 10000, "Frames in a transaction.");
  private static final Setting<Integer> TRANSACTION_BYTES =
      LIVE.bytes(
          "limits.transaction-bytes", "16 MiB", "Bytes in all open transactions of a session.");
  private static final Setting<Integer> OUTBOUND_BUFFER_BYTES =
      LIVE.bytes("limits.outbound-buffer-bytes", "512 KiB", "Bytes waiting for a client's socket.");
  private static final Setting<Duration> OUTBOUND_TIMEOUT =
      LIVE.duration(
          "limits.outbound-timeout",
          "10s",
          "Time after which a client that takes nothing is too slow.");
  private static final Setting<Long> MEMORY =
      SETTINGS.add(
          "limits.memory",
          ValueTypes.BYTES_OR_AUTO,
          "auto",
          "Bytes that may wait in the relay. \"auto\": two fifths of Java's heap, or of its direct"
              + " memory if less.");
  private static final Setting<Integer> CONNECTIONS =
      SETTINGS.count(
          "limits.connections", 1, 10_000_000, 100_000, "Connections of the whole relay.");
  private static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      SETTINGS.limitOrOff("limits.connections-per-address", "off", "Connections from one address.");

  /** The connection itself takes up to 64 KiB before its client counts as busy. */
  private static final int LEAST_OUTBOUND_BYTES = 128 << 10;

  /** Less would refuse everybody as soon as a few large messages are on their way. */
  private static final long LEAST_MEMORY = 8 << 20;

  static LimitsConfig from(Values values) {
    LimitsConfig config =
        new LimitsConfig(
            values.get(FRAME_BYTES),
            values.get(CONNECT_FRAME_BYTES),
            values.get(HEADERS),
            values.get(HEADER_BYTES),
            values.get(BODY_BYTES),
            values.get(RECEIPT_BYTES),
            values.get(SUBSCRIPTIONS),
            values.get(TRANSACTIONS),
            values.get(TRANSACTION_FRAMES),
            values.get(TRANSACTION_BYTES),
            values.get(OUTBOUND_BUFFER_BYTES),
            values.get(OUTBOUND_TIMEOUT),
            values.get(MEMORY),
            values.get(CONNECTIONS),
            values.get(CONNECTIONS_PER_ADDRESS));
    config.check(values);
    return config;
  }

  private void check(Values values) {
    if (connectFrameBytes < 1024) {
      values.error(CONNECT_FRAME_BYTES, "leaves no room for a CONNECT", "set at least 1 KiB");
    }
    if (frameBytes < connectFrameBytes) {
      values.error(
          FRAME_BYTES, "is below limits.connect-frame-bytes", "raise it, or lower the other");
    }
    if (bodyBytes > frameBytes) {
      values.error(BODY_BYTES, "is above limits.frame-bytes", "lower it, or raise the other");
    }
    if (outboundBufferBytes < LEAST_OUTBOUND_BYTES) {
      values.error(OUTBOUND_BUFFER_BYTES, "would cut every client off", "set at least 128 KiB");
    }
    if (memory != 0 && memory < LEAST_MEMORY) {
      values.error(
          MEMORY, "leaves no room for a few large messages", "set at least 8 MiB, or auto");
    }
  }
}
