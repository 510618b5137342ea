package io.github.stomprelay.admin;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Port;
import io.github.stomprelay.setting.Secret;
import io.github.stomprelay.setting.SecretSetting;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.http.HostNames;
import java.util.List;
import java.util.Optional;

/**
 * The admin port.
 *
 * @param hosts names by which it may be called, beside addresses of this machine
 * @param token that requests must carry
 * @param readyNeedsBroker whether /readyz fails while the broker is away
 */
public record AdminSettings(
    String bind, Port port, List<String> hosts, Optional<Secret> token, boolean readyNeedsBroker) {
  public static final SettingGroup SETTINGS = new SettingGroup("Admin port: health and metrics");
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

  /** Returns what is configured. */
  public static AdminSettings from(Values values) {
    AdminSettings settings =
        new AdminSettings(
            values.get(BIND),
            values.get(PORT),
            values.get(HOSTS),
            values.secret(TOKEN),
            values.get(READY_NEEDS_BROKER));
    if (!settings.port.isOff() && !settings.isLoopback() && settings.token.isEmpty()) {
      values.error(
          BIND,
          "the admin port would be open to other machines",
          "set admin.token-file as well, or admin.bind=127.0.0.1");
    }
    return settings;
  }

  private boolean isLoopback() {
    return bind.startsWith("127.") || bind.equals("::1") || bind.equals("localhost");
  }

  /** Returns who may ask. */
  public AdminAccess access() {
    return new AdminAccess(HostNames.withAddresses(hosts), token.map(Secret::reveal).orElse(null));
  }
}
