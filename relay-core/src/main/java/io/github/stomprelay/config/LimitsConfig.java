package io.github.stomprelay.config;

import io.github.stomprelay.config.table.Setting;
import io.github.stomprelay.config.table.SettingGroup;
import io.github.stomprelay.config.table.ValueTypes;
import io.github.stomprelay.config.table.Values;
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
 * @param headersBytes all header lines of a frame together
 * @param subscriptions of a session
 * @param transactions open ones of a session
 * @param unconfirmed publishes of a session that the broker has not confirmed yet
 * @param outboundBufferBytes waiting for one client's socket
 * @param outboundTimeout after which a client that takes nothing counts as too slow
 * @param connections of the relay
 * @param connectionsPerAddress 0: no limit
 * @param sessionsPerUser 0: no limit
 */
public record LimitsConfig(
    int frameBytes,
    int connectFrameBytes,
    int headers,
    int headerBytes,
    int headersBytes,
    int bodyBytes,
    int receiptBytes,
    int subscriptions,
    int transactions,
    int transactionFrames,
    int transactionBytes,
    int unconfirmed,
    int outboundBufferBytes,
    Duration outboundTimeout,
    int connections,
    int connectionsPerAddress,
    int sessionsPerUser,
    Rates rates) {
  /**
   * Rates, as token buckets. Zero means off, for the bursts as well: then a burst is a second's
   * worth.
   *
   * @param banFailures connections of one address or user within {@code banWindow} that fail or
   *     flap
   */
  public record Rates(
      int connectsPerSecond,
      int connectsPerAddress,
      int connectsBurst,
      int framesPerSecond,
      int framesBurst,
      int bytesPerSecond,
      int banFailures,
      Duration banWindow,
      Duration banTime) {}

  static final SettingGroup SETTINGS = new SettingGroup("Limits, per client unless said otherwise");
  private static final SettingGroup LIVE = SETTINGS.reloadable();
  private static final Setting<Integer> FRAME_BYTES =
      LIVE.bytes("limits.frame-bytes", "4 MiB", "Largest frame after login.");
  private static final Setting<Integer> CONNECT_FRAME_BYTES =
      LIVE.bytes("limits.connect-frame-bytes", "64 KiB", "Largest frame before login.");
  private static final Setting<Integer> HEADERS =
      LIVE.count("limits.headers", 8, 10000, 100, "Header lines of a frame.");
  private static final Setting<Integer> HEADER_BYTES =
      LIVE.bytes("limits.header-bytes", "100 KiB", "Longest header line.");
  private static final Setting<Integer> HEADERS_BYTES =
      LIVE.bytes("limits.headers-bytes", "1 MiB", "All header lines of a frame together.");
  private static final Setting<Integer> BODY_BYTES =
      LIVE.bytes("limits.body-bytes", "4 MiB", "Largest body.");
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
  private static final Setting<Integer> UNCONFIRMED =
      LIVE.count(
          "limits.unconfirmed",
          1,
          Integer.MAX_VALUE,
          4096,
          "Publishes that the broker has not confirmed yet.");
  private static final Setting<Integer> OUTBOUND_BUFFER_BYTES =
      LIVE.bytes("limits.outbound-buffer-bytes", "512 KiB", "Bytes waiting for a client's socket.");
  private static final Setting<Duration> OUTBOUND_TIMEOUT =
      LIVE.duration(
          "limits.outbound-timeout",
          "10s",
          "Time after which a client that takes nothing is too slow.");
  private static final Setting<Integer> CONNECTIONS =
      LIVE.count("limits.connections", 1, 10_000_000, 100_000, "Connections of the whole relay.");
  private static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      LIVE.limitOrOff("limits.connections-per-address", "off", "Connections from one address.");
  private static final Setting<Integer> SESSIONS_PER_USER =
      LIVE.limitOrOff("limits.sessions-per-user", "off", "Sessions of one user.");
  private static final Setting<Integer> CONNECTS_PER_SECOND =
      LIVE.limitOrOff(
          "limits.connects-per-second", "off", "New connections per second, whole relay.");
  private static final Setting<Integer> CONNECTS_PER_ADDRESS =
      LIVE.limitOrOff(
          "limits.connects-per-address", "off", "New connections per second from one address.");
  private static final Setting<Integer> CONNECTS_BURST =
      LIVE.limitOrOff(
          "limits.connects-burst", "off", "Connections of one address at once, above its rate.");
  private static final Setting<Integer> FRAMES_PER_SECOND =
      LIVE.limitOrOff("limits.frames-per-second", "off", "Frames per second from a session.");
  private static final Setting<Integer> FRAMES_BURST =
      LIVE.limitOrOff("limits.frames-burst", "off", "Frames of a session at once, above its rate.");
  private static final Setting<Integer> BYTES_PER_SECOND =
      LIVE.add(
          "limits.bytes-per-second",
          ValueTypes.BYTES_OR_OFF,
          "off",
          "Bytes per second from a session.");
  private static final Setting<Integer> BAN_FAILURES =
      LIVE.limitOrOff(
          "limits.ban-failures", "off", "Failed or flapping connections that lead to a ban.");
  private static final Setting<Duration> BAN_WINDOW =
      LIVE.duration("limits.ban-window", "1m", "Time within which they are counted.");
  private static final Setting<Duration> BAN_TIME =
      LIVE.duration("limits.ban-time", "5m", "How long a ban lasts.");

  static LimitsConfig from(Values values) {
    LimitsConfig config =
        new LimitsConfig(
            values.get(FRAME_BYTES),
            values.get(CONNECT_FRAME_BYTES),
            values.get(HEADERS),
            values.get(HEADER_BYTES),
            values.get(HEADERS_BYTES),
            values.get(BODY_BYTES),
            values.get(RECEIPT_BYTES),
            values.get(SUBSCRIPTIONS),
            values.get(TRANSACTIONS),
            values.get(TRANSACTION_FRAMES),
            values.get(TRANSACTION_BYTES),
            values.get(UNCONFIRMED),
            values.get(OUTBOUND_BUFFER_BYTES),
            values.get(OUTBOUND_TIMEOUT),
            values.get(CONNECTIONS),
            values.get(CONNECTIONS_PER_ADDRESS),
            values.get(SESSIONS_PER_USER),
            rates(values));
    config.check(values);
    return config;
  }

  private static Rates rates(Values values) {
    return new Rates(
        values.get(CONNECTS_PER_SECOND),
        values.get(CONNECTS_PER_ADDRESS),
        values.get(CONNECTS_BURST),
        values.get(FRAMES_PER_SECOND),
        values.get(FRAMES_BURST),
        values.get(BYTES_PER_SECOND),
        values.get(BAN_FAILURES),
        values.get(BAN_WINDOW),
        values.get(BAN_TIME));
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
    if (outboundBufferBytes < 4096) {
      values.error(OUTBOUND_BUFFER_BYTES, "would cut every client off", "set at least 4 KiB");
    }
  }
}
