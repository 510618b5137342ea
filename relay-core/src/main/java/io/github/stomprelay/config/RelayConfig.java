package io.github.stomprelay.config;

import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.session.SessionOptions;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.HttpSettings;
import io.github.stomprelay.transport.ListenSettings;
import io.github.stomprelay.transport.TlsSettings;
import io.github.stomprelay.transport.TransportSettings;
import io.github.stomprelay.transport.WebSocketSettings;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import java.util.List;
import java.util.Optional;

/**
 * All that can be configured, checked; what the relay is assembled from. Immutable.
 *
 * @param fanout empty: every session consumes for itself
 */
public record RelayConfig(
    RuntimeConfig runtime,
    TransportSettings transport,
    ListenSettings listen,
    TlsSettings tls,
    HttpSettings http,
    HttpLimits httpLimits,
    WebSocketSettings webSocket,
    SockJsSettings sockJs,
    StompConfig stomp,
    SessionOptions session,
    AuthConfig auth,
    PermissionConfig permissions,
    AmqpOptions amqp,
    Optional<FanoutOptions> fanout,
    Topology topology,
    RoutingConfig routing,
    List<RouteConfig> routes,
    AdminConfig admin) {

  /** Reads every record; what is wrong is noted in the values. */
  static RelayConfig from(Values values) {
    ListenSettings listen = ListenSettings.from(values);
    HttpSettings http = HttpSettings.from(values);
    AuthConfig auth = AuthConfig.from(values, listen, http);
    StompConfig stomp = StompConfig.from(values);
    SessionOptions session = SessionOptions.from(values);
    if (session.login().implicit() && stomp.defaultLogin().isEmpty()) {
      values.error(
          SessionOptions.IMPLICIT_CONNECT,
          "there is no login to use",
          "set stomp.default-login as well");
    }
    return new RelayConfig(
        RuntimeConfig.from(values),
        TransportSettings.from(values, auth.requestSources()),
        listen,
        TlsSettings.from(values, listen),
        http,
        HttpLimits.from(values),
        WebSocketSettings.from(values),
        SockJsSettings.from(values),
        stomp,
        session,
        auth,
        PermissionConfig.from(values, auth),
        AmqpOptions.from(values),
        FanoutOptions.from(values),
        Topology.from(values),
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
