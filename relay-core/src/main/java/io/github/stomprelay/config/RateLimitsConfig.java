package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * How fast and how often clients may come and publish: nothing of it is limited unless set; {@code
 * conf/public-internet.properties} sets all of it. Zero is off.
 */
public record RateLimitsConfig(Connects connects, Publishing publishing, Visits visits) {
  /**
   * New connections in a second.
   *
   * @param rate of the whole relay
   * @param perAddress of one client address
   * @param burstPerAddress of one that has been quiet
   */
  public record Connects(int rate, int perAddress, int burstPerAddress) {}

  /**
   * What one session publishes in a second.
   *
   * @param rate SENDs
   * @param burst SENDs of one that has been quiet
   * @param bytesRate of bodies
   * @param patience how long a client may be held to that without a break
   */
  public record Publishing(int rate, int burst, int bytesRate, Duration patience) {}

  /**
   * Sessions of one address or one user, and bans.
   *
   * @param flappingPerAddress short sessions within the window that ban an address
   */
  public record Visits(
      int perAddress,
      int perUser,
      int flappingPerAddress,
      int flappingPerUser,
      Duration flappingWindow,
      Duration banTime) {}

  static final SettingGroup SETTINGS =
      new SettingGroup("Rates and bans: by client address (IPv6: its /64) and by user");
  private static final SettingGroup LIVE = SETTINGS.reloadable();
  private static final Setting<Integer> CONNECT_RATE =
      SETTINGS.limitOrOff(
          "limits.connect-rate", "off", "New connections in a second, whole relay.");
  private static final Setting<Integer> CONNECT_RATE_PER_ADDRESS =
      SETTINGS.limitOrOff(
          "limits.connect-rate-per-address",
          "off",
          "New connections from one address in a second; more are refused.");
  private static final Setting<Integer> CONNECT_BURST_PER_ADDRESS =
      SETTINGS.count(
          "limits.connect-burst-per-address",
          1,
          1_000_000,
          100,
          "New connections at once from an address that has been quiet.");
  private static final Setting<Integer> SESSIONS_PER_ADDRESS =
      LIVE.limitOrOff(
          "limits.sessions-per-address", "off", "STOMP sessions from one address, by any way.");
  private static final Setting<Integer> SESSIONS_PER_USER =
      LIVE.limitOrOff(
          "limits.sessions-per-user",
          "off",
          "STOMP sessions of one user (token subject or login; a login that many share is one).");
  private static final Setting<Integer> PUBLISH_RATE =
      LIVE.limitOrOff(
          "limits.publish-rate",
          "off",
          "SENDs of a session in a second; more wait, and so does its socket.");
  private static final Setting<Integer> PUBLISH_BURST =
      LIVE.count(
          "limits.publish-burst",
          1,
          1_000_000,
          60,
          "SENDs at once of a session that has been quiet.");
  private static final Setting<Integer> PUBLISH_BYTES_RATE =
      LIVE.add(
          "limits.publish-bytes-rate",
          ValueTypes.BYTES_OR_OFF,
          "off",
          "Bytes of SENDs' bodies of a session in a second; more wait.");
  private static final Setting<Duration> PUBLISH_PATIENCE =
      LIVE.duration(
          "limits.publish-patience",
          "10s",
          "Time of SENDs waiting for these rates without a break after which the session ends.");
  private static final Setting<Integer> FLAPPING_PER_ADDRESS =
      LIVE.limitOrOff(
          "limits.flapping-per-address",
          "off",
          "Sessions from one address, shorter than the window, that ban it.");
  private static final Setting<Integer> FLAPPING_PER_USER =
      LIVE.limitOrOff(
          "limits.flapping-per-user",
          "off",
          "Sessions of one user, shorter than the window, that ban it.");
  private static final Setting<Duration> FLAPPING_WINDOW =
      LIVE.duration("limits.flapping-window", "1m", "Within which short sessions are counted.");
  private static final Setting<Duration> BAN_TIME =
      LIVE.duration("limits.ban-time", "5m", "How long a ban lasts; open sessions go on.");

  static RateLimitsConfig from(Values values) {
    return new RateLimitsConfig(
        new Connects(
            values.get(CONNECT_RATE),
            values.get(CONNECT_RATE_PER_ADDRESS),
            values.get(CONNECT_BURST_PER_ADDRESS)),
        new Publishing(
            values.get(PUBLISH_RATE),
            values.get(PUBLISH_BURST),
            values.get(PUBLISH_BYTES_RATE),
            values.get(PUBLISH_PATIENCE)),
        new Visits(
            values.get(SESSIONS_PER_ADDRESS),
            values.get(SESSIONS_PER_USER),
            values.get(FLAPPING_PER_ADDRESS),
            values.get(FLAPPING_PER_USER),
            values.get(FLAPPING_WINDOW),
            values.get(BAN_TIME)));
  }
}
