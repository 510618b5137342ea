package io.github.stomprelay.broker;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/** How long what clients send may wait while the broker is away. */
public final class OutageAge {
  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Duration> MAX_AGE =
      SETTINGS.duration(
          "outage.max-age", "5m", "How long they may wait; then their senders get an ERROR.");

  private OutageAge() {}

  /** Returns what is configured. */
  public static Duration from(Values values) {
    return values.get(MAX_AGE);
  }
}
