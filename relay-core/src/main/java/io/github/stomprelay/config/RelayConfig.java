package io.github.stomprelay.config;

import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.setting.Values;
import java.util.List;
import java.util.Optional;

/**
 * All that can be configured, checked; what the relay is assembled from. Immutable.
 *
 * @param fanout empty: every session consumes for itself
 */
public record RelayConfig(
    RuntimeConfig runtime,
    ListenConfig listen,
    TlsConfig tls,
    HttpConfig http,
    WebSocketConfig webSocket,
    SockJsConfig sockJs,
    StompConfig stomp,
    LimitsConfig limits,
    RateLimitsConfig rates,
    AuthConfig auth,
    PermissionConfig permissions,
    AmqpOptions amqp,
    Optional<FanoutOptions> fanout,
    Topology topology,
    List<DestinationConfig> destinations,
    List<AliasConfig> aliases,
    RoutingConfig routing,
    List<RouteConfig> routes,
    AdminConfig admin) {

  /** Reads every record; what is wrong is noted in the values. */
  static RelayConfig from(Values values) {
    ListenConfig listen = ListenConfig.from(values);
    HttpConfig http = HttpConfig.from(values);
    AuthConfig auth = AuthConfig.from(values, listen, http);
    return new RelayConfig(
        RuntimeConfig.from(values),
        listen,
        TlsConfig.from(values, listen),
        http,
        WebSocketConfig.from(values),
        SockJsConfig.from(values),
        StompConfig.from(values),
        LimitsConfig.from(values),
        RateLimitsConfig.from(values),
        auth,
        PermissionConfig.from(values, auth),
        AmqpOptions.from(values),
        FanoutOptions.from(values),
        Topology.from(values),
        values.names(DestinationConfig.SETTINGS).stream()
            .map(name -> DestinationConfig.from(values, name))
            .toList(),
        AliasConfig.all(values),
        RoutingConfig.from(values),
        values.names(RouteConfig.SETTINGS).stream()
            .map(name -> RouteConfig.from(values, name))
            .toList(),
        AdminConfig.from(values));
  }

  /** Nothing set: every value its default. */
  public static RelayConfig defaults() {
    return from(Values.defaults());
  }
}
