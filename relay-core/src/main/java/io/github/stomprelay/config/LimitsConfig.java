package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;

/**
 * Connections.
 *
 * @param connections of the relay
 * @param connectionsPerAddress 0: no limit
 */
public record LimitsConfig(int connections, int connectionsPerAddress) {
  static final SettingGroup SETTINGS = new SettingGroup("Limits, per client unless said otherwise");
  private static final Setting<Integer> CONNECTIONS =
      SETTINGS.count(
          "limits.connections", 1, 10_000_000, 100_000, "Connections of the whole relay.");
  private static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      SETTINGS.limitOrOff("limits.connections-per-address", "off", "Connections from one address.");

  static LimitsConfig from(Values values) {
    return new LimitsConfig(values.get(CONNECTIONS), values.get(CONNECTIONS_PER_ADDRESS));
  }
}
