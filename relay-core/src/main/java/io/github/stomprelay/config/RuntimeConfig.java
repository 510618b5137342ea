package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;

/**
 * The process as a whole.
 *
 * @param eventLoops 0: one per core
 * @param failFast whether a broker that cannot be reached at start ends the relay (exit code 69)
 * @param memoryBytes for all that waits in the relay; 0: a share of what Java may take
 */
public record RuntimeConfig(
    int eventLoops, Transport transport, boolean failFast, long memoryBytes) {
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

  static final SettingGroup MEMORY_SETTINGS =
      new SettingGroup("Limits, per client unless said otherwise");
  private static final Setting<Long> MEMORY =
      MEMORY_SETTINGS.add(
          "limits.memory",
          ValueTypes.BYTES_OR_AUTO,
          "auto",
          "Bytes that may wait in the relay. \"auto\": two fifths of Java's heap, or of its direct"
              + " memory if less.");

  /** Less would refuse everybody as soon as a few large messages are on their way. */
  private static final long LEAST_MEMORY = 8 << 20;

  static RuntimeConfig from(Values values) {
    long memory = values.get(MEMORY);
    if (memory != 0 && memory < LEAST_MEMORY) {
      values.error(
          MEMORY, "leaves no room for a few large messages", "set at least 8 MiB, or auto");
    }
    return new RuntimeConfig(
        values.get(EVENT_LOOPS), values.get(TRANSPORT), values.get(FAIL_FAST), memory);
  }
}
