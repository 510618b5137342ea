package io.github.stomprelay.config;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Port;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The operator's side: the admin port, the drain, the log.
 *
 * @param hosts names by which the admin port may be called, beside addresses of this machine
 * @param token that admin requests must carry
 * @param readyNeedsBroker whether /readyz fails while the broker is away
 */
public record AdminConfig(
    String bind,
    Port port,
    List<String> hosts,
    Optional<Secret> token,
    boolean readyNeedsBroker,
    Drain drain,
    Log log) {
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

  static final SettingGroup SETTINGS = new SettingGroup("Admin port: health and metrics");
  private static final Setting<Port> PORT =
      SETTINGS.add(
          "admin.port", ValueTypes.PORT, "15680", "Port for health, metrics and status page.");
  private static final Setting<String> BIND =
      SETTINGS.add("admin.bind", NetworkTypes.BIND, "127.0.0.1", "Address to listen on.");
  private static final Setting<List<String>> HOSTS =
      SETTINGS
          .reloadable()
          .texts("admin.hosts", "localhost", "Names by which the admin port may be called.");
  private static final SecretSetting TOKEN =
      SETTINGS
          .reloadable()
          .secret(
              "admin.token", "", "Token that admin requests must carry; required off loopback.");
  private static final Setting<Boolean> READY_NEEDS_BROKER =
      SETTINGS.flag("admin.ready-needs-broker", false, "/readyz fails while the broker is away.");

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

  static AdminConfig from(Values values) {
    AdminConfig config =
        new AdminConfig(
            values.get(BIND),
            values.get(PORT),
            values.get(HOSTS),
            values.secret(TOKEN),
            values.get(READY_NEEDS_BROKER),
            new Drain(values.get(DRAIN_DELAY), values.get(DRAIN_WINDOW), values.get(DRAIN_TIMEOUT)),
            new Log(values.get(LOG_LEVEL), values.get(LOG_FORMAT)));
    config.check(values);
    return config;
  }

  private void check(Values values) {
    boolean loopback = bind.startsWith("127.") || bind.equals("::1") || bind.equals("localhost");
    if (!port.isOff() && !loopback && token.isEmpty()) {
      values.error(
          BIND,
          "the admin port would be open to other machines",
          "set admin.token-file as well, or admin.bind=127.0.0.1");
    }
    if (drain.timeout.compareTo(drain.delay.plus(drain.window)) < 0) {
      values.error(DRAIN_TIMEOUT, "is below drain.delay and drain.window together", "raise it");
    }
  }
}
