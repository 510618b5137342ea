package io.github.stomprelay.config;

import io.github.stomprelay.admin.AdminSettings;
import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.auth.AuthMode;
import io.github.stomprelay.auth.AuthOptions;
import io.github.stomprelay.auth.BrokerLoginOptions;
import io.github.stomprelay.auth.JwtOptions;
import io.github.stomprelay.broker.OutageAge;
import io.github.stomprelay.broker.QueuePrefix;
import io.github.stomprelay.destination.DestinationAliases;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.permission.PermissionOptions;
import io.github.stomprelay.route.PresenceOptions;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.session.DestinationClass;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.setting.NamedKey;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.transport.HttpSettings;
import io.github.stomprelay.transport.ListenSettings;
import io.github.stomprelay.transport.TlsSettings;
import io.github.stomprelay.transport.TransportSettings;
import io.github.stomprelay.transport.WebSocketSettings;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The settings table: every row, in the order of the documentation. Rows are declared in the record
 * that they end up in, by the package that uses it.
 */
public final class Settings {
  private Settings() {}

  /** All groups. */
  public static final List<SettingGroup> GROUPS =
      List.of(
          RuntimeConfig.SETTINGS,
          SettingGroup.joined(
              "Listeners", ListenSettings.SETTINGS, TransportSettings.SOCKET_SETTINGS),
          TlsSettings.SETTINGS,
          TlsSettings.SNI_SETTINGS,
          SettingGroup.joined(
              "HTTP",
              HttpSettings.SETTINGS,
              TransportSettings.HEADER_SETTINGS,
              HttpSettings.PROXY_SETTINGS,
              HttpLimits.SETTINGS),
          SettingGroup.joined(
              "WebSocket", WebSocketSettings.SETTINGS, TransportSettings.WEBSOCKET_SETTINGS),
          SockJsSettings.SETTINGS,
          SettingGroup.joined(
              "STOMP",
              SessionOptions.CONNECT_SETTINGS,
              BrokerLoginOptions.STOMP_SETTINGS,
              SessionOptions.SETTINGS,
              TransportSettings.STOMP_SETTINGS,
              SessionOptions.NOTICE_SETTINGS,
              QueuePrefix.SETTINGS,
              SessionOptions.TOPIC_SETTINGS),
          SettingGroup.joined(
              "Authentication",
              AuthMode.SETTINGS,
              JwtOptions.SOURCE_SETTINGS,
              BrokerLoginOptions.SOURCE_SETTINGS,
              SessionOptions.Tokens.RENEWAL_SETTINGS,
              BrokerLoginOptions.USER_SETTINGS,
              AuthOptions.SETTINGS),
          AuthOptions.CERTIFICATE_SETTINGS,
          SettingGroup.joined(
              "Tokens (JWT)", JwtOptions.SETTINGS, SessionOptions.Tokens.NOTICE_SETTINGS),
          PermissionOptions.SETTINGS,
          PermissionOptions.RULES,
          SettingGroup.joined(
              "Limits, per client unless said otherwise",
              FrameLimits.SETTINGS,
              SessionOptions.Limits.SETTINGS,
              RuntimeConfig.MEMORY_SETTINGS,
              TransportSettings.LIMIT_SETTINGS),
          SettingGroup.joined(
              "Rates and bans: by client address (IPv6: its /64) and by user",
              TransportSettings.RATE_SETTINGS,
              SessionOptions.Visits.COUNT_SETTINGS,
              SessionOptions.Pace.SETTINGS,
              SessionOptions.Visits.BAN_SETTINGS),
          SettingGroup.joined(
              "RabbitMQ",
              AmqpOptions.SETTINGS,
              BrokerTlsConfig.SETTINGS,
              AmqpOptions.LINK_SETTINGS),
          SettingGroup.joined(
              "Delivery",
              AmqpOptions.PUBLISH_SETTINGS,
              OutageAge.SETTINGS,
              AmqpOptions.CONSUME_SETTINGS,
              FanoutOptions.SETTINGS),
          Topology.EXCHANGES,
          Topology.QUEUES,
          Topology.BINDINGS,
          SettingGroup.joined(
              "Application routes and presence, in general",
              RouteOptions.SETTINGS,
              PresenceOptions.SETTINGS),
          RouteDefinition.SETTINGS,
          DestinationClass.SETTINGS,
          DestinationAliases.SETTINGS,
          AdminSettings.SETTINGS,
          RuntimeConfig.DRAIN_SETTINGS,
          RuntimeConfig.LOG_SETTINGS);

  /** All rows. */
  public static final List<Setting<?>> ALL =
      GROUPS.stream().<Setting<?>>flatMap(group -> group.settings().stream()).toList();

  /** The rows with a fixed key: those that can be flags and environment variables. */
  public static final List<Setting<?>> PLAIN =
      ALL.stream().filter(setting -> !setting.isNamed()).toList();

  /** Rows outside of named groups whose key ends in a name of the operator's choice. */
  private static final List<Setting<?>> OPEN =
      GROUPS.stream()
          .filter(group -> group.namePrefix().isEmpty())
          .<Setting<?>>flatMap(group -> group.settings().stream())
          .filter(Setting::isOpen)
          .toList();

  private static final Map<String, Setting<?>> BY_KEY =
      PLAIN.stream().collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

  /** The row of a key as an operator writes it. */
  public static Optional<Setting<?>> find(String key) {
    Setting<?> plain = BY_KEY.get(key);
    return plain != null ? Optional.of(plain) : findNamed(key);
  }

  private static Optional<Setting<?>> findNamed(String key) {
    for (SettingGroup group : GROUPS) {
      Optional<NamedKey> named = NamedKey.of(group, key);
      if (named.isPresent()) {
        return named.map(NamedKey::setting);
      }
    }
    return OPEN.stream().filter(setting -> NamedKey.matches(setting, key)).findFirst();
  }
}
