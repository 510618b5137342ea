package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;

/**
 * The process as a whole.
 *
 * @param eventLoops 0: one per core
 * @param failFast whether a broker that cannot be reached at start ends the relay (exit code 69)
 */
public record RuntimeConfig(int eventLoops, Transport transport, boolean failFast) {
  /** How sockets are driven. */
  public enum Transport {
    AUTO,
    EPOLL,
    NIO
  }

  static final SettingGroup SETTINGS = new SettingGroup("The process");
  private static final Setting<Integer> EVENT_LOOPS =
      SETTINGS.count("event-loops", 0, 256, 0, "Event loops (threads); 0: one per core.");
  private static final Setting<Transport> TRANSPORT =
      SETTINGS.choice("transport", Transport.AUTO, "How sockets are driven; auto: epoll on Linux.");
  private static final Setting<Boolean> FAIL_FAST =
      SETTINGS.flag(
          "fail-fast", false, "End with exit code 69 if the broker cannot be reached at start.");

  static RuntimeConfig from(Values values) {
    return new RuntimeConfig(values.get(EVENT_LOOPS), values.get(TRANSPORT), values.get(FAIL_FAST));
  }
}
