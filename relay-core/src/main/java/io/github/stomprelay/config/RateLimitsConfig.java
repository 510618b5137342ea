package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;

/**
 * New connections in a second; zero is off.
 *
 * @param rate of the whole relay
 * @param perAddress of one client address
 * @param burstPerAddress of one that has been quiet
 */
public record RateLimitsConfig(int rate, int perAddress, int burstPerAddress) {
  static final SettingGroup SETTINGS =
      new SettingGroup("Rates and bans: by client address (IPv6: its /64) and by user");
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

  static RateLimitsConfig from(Values values) {
    return new RateLimitsConfig(
        values.get(CONNECT_RATE),
        values.get(CONNECT_RATE_PER_ADDRESS),
        values.get(CONNECT_BURST_PER_ADDRESS));
  }
}
