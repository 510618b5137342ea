package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;

/**
 * The process as a whole.
 *
 * @param eventLoops 0: one per core
 * @param failFast whether a broker that cannot be reached at start ends the relay (exit code 69)
 * @param memoryBytes for all that waits in the relay; 0: a share of what Java may take
 */
public record RuntimeConfig(
    int eventLoops, Transport transport, boolean failFast, long memoryBytes, Drain drain, Log log) {
  /** How sockets are driven. */
  public enum Transport {
    AUTO,
    EPOLL,
    NIO
  }

  /**
   * What happens on SIGTERM.
   *
   * @param delay between "not ready" and the end of accepting
   * @param window over which sessions are closed
   * @param timeout for the whole, delay and window included
   */
  public record Drain(Duration delay, Duration window, Duration timeout) {}

  /** The log. */
  public record Log(Level level, Format format) {}

  /** How much is logged. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  /** How a log line looks. */
  public enum Format {
    /** Journal where the journal is there, else text. */
    AUTO,
    TEXT,
    /** Text with a priority before it, as systemd reads it. */
    JOURNAL,
    JSON
  }

  static final SettingGroup SETTINGS = new SettingGroup("The process");
  private static final Setting<Integer> EVENT_LOOPS =
      SETTINGS.count("event-loops", 0, 256, 0, "Event loops (threads); 0: one per core.");
  private static final Setting<Transport> TRANSPORT =
      SETTINGS.choice("transport", Transport.AUTO, "How sockets are driven; auto: epoll on Linux.");
  private static final Setting<Boolean> FAIL_FAST =
      SETTINGS.flag(
          "fail-fast", false, "End with exit code 69 if the broker cannot be reached at start.");

  static final SettingGroup MEMORY_SETTINGS = SettingGroup.part();
  private static final Setting<Long> MEMORY =
      MEMORY_SETTINGS.add(
          "limits.memory",
          ValueTypes.BYTES_OR_AUTO,
          "auto",
          "Bytes that may wait in the relay. \"auto\": two fifths of Java's heap, or of its direct"
              + " memory if less.");

  static final SettingGroup DRAIN_SETTINGS = new SettingGroup("Drain, on SIGTERM").reloadable();
  private static final Setting<Duration> DRAIN_DELAY =
      DRAIN_SETTINGS.duration(
          "drain.delay",
          "0s",
          "Time between \"not ready\" and the end of accepting, for balancers.");
  private static final Setting<Duration> DRAIN_WINDOW =
      DRAIN_SETTINGS.duration("drain.window", "5s", "Time over which sessions are closed.");
  private static final Setting<Duration> DRAIN_TIMEOUT =
      DRAIN_SETTINGS.duration(
          "drain.timeout", "25s", "Time for the whole, confirms and acks included.");

  static final SettingGroup LOG_SETTINGS = new SettingGroup("Log");
  private static final Setting<Level> LOG_LEVEL =
      LOG_SETTINGS.reloadable().choice("log.level", Level.INFO, "How much is logged.");
  private static final Setting<Format> LOG_FORMAT =
      LOG_SETTINGS.choice(
          "log.format",
          Format.AUTO,
          "auto: with journal priorities where the journal reads, else text.");

  /** Less would refuse everybody as soon as a few large messages are on their way. */
  private static final long LEAST_MEMORY = 8 << 20;

  static RuntimeConfig from(Values values) {
    long memory = values.get(MEMORY);
    if (memory != 0 && memory < LEAST_MEMORY) {
      values.error(
          MEMORY, "leaves no room for a few large messages", "set at least 8 MiB, or auto");
    }
    return new RuntimeConfig(
        values.get(EVENT_LOOPS),
        values.get(TRANSPORT),
        values.get(FAIL_FAST),
        memory,
        drain(values),
        new Log(values.get(LOG_LEVEL), values.get(LOG_FORMAT)));
  }

  private static Drain drain(Values values) {
    Drain drain =
        new Drain(values.get(DRAIN_DELAY), values.get(DRAIN_WINDOW), values.get(DRAIN_TIMEOUT));
    if (drain.timeout.compareTo(drain.delay.plus(drain.window)) < 0) {
      values.error(DRAIN_TIMEOUT, "is below drain.delay and drain.window together", "raise it");
    }
    return drain;
  }
}
