package io.github.stomprelay.route;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * How relays tell each other who is where.
 *
 * @param exchange of type fanout, which exists; empty: each relay counts its own
 * @param settle how long changes are collected before they are told
 * @param period between two full accounts of everything
 * @param silentPeriods after which a relay that said nothing is forgotten
 */
public record PresenceOptions(
    String exchange, Duration settle, Duration period, int silentPeriods) {
  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<String> EXCHANGE =
      SETTINGS.text(
          "presence.exchange",
          "",
          "Fanout exchange by which relays tell each other who is in a room; empty: each counts its"
              + " own.");
  private static final Setting<Duration> INTERVAL =
      SETTINGS.duration("presence.interval", "10s", "How often they tell all.");
  private static final Setting<Duration> EXPIRY =
      SETTINGS.duration(
          "presence.expiry", "30s", "Time after which a silent relay's people no longer count.");

  private static final Duration SETTLE = Duration.ofMillis(100);

  /** Returns what is configured. */
  public static PresenceOptions from(Values values) {
    Duration interval = values.get(INTERVAL);
    Duration expiry = values.get(EXPIRY);
    if (expiry.compareTo(interval) <= 0) {
      values.error(EXPIRY, "is not above presence.interval", "set about three times as much");
    }
    long periods = expiry.toNanos() / Math.max(1, interval.toNanos());
    return new PresenceOptions(
        values.get(EXCHANGE),
        SETTLE,
        interval,
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, periods)));
  }
}
