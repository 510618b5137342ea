package io.github.stomprelay.config;

import io.github.stomprelay.admin.AdminSettings;
import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.auth.AuthOptions;
import io.github.stomprelay.fanout.FanoutOptions;
import io.github.stomprelay.permission.PermissionOptions;
import io.github.stomprelay.route.PresenceOptions;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
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
    SessionOptions session,
    AuthOptions auth,
    PermissionOptions permissions,
    AmqpOptions amqp,
    BrokerTlsConfig brokerTls,
    Optional<FanoutOptions> fanout,
    Topology topology,
    RouteOptions routing,
    List<RouteDefinition> routes,
    PresenceOptions presence,
    AdminSettings admin) {

  /** Reads every record; what is wrong is noted in the values. */
  static RelayConfig from(Values values) {
    ListenSettings listen = ListenSettings.from(values);
    HttpSettings http = HttpSettings.from(values);
    AuthOptions auth = AuthOptions.from(values);
    AmqpOptions amqp = AmqpOptions.from(values);
    AuthChecks.check(values, auth, listen, http);
    return new RelayConfig(
        RuntimeConfig.from(values),
        TransportSettings.from(values, auth.requestSources()),
        listen,
        TlsSettings.from(values, listen),
        http,
        HttpLimits.from(values),
        WebSocketSettings.from(values),
        SockJsSettings.from(values),
        SessionOptions.from(values),
        auth,
        PermissionOptions.from(values),
        amqp,
        BrokerTlsConfig.from(values, amqp.tls()),
        FanoutOptions.from(values),
        Topology.from(values),
        RouteOptions.from(values),
        RouteDefinition.all(values),
        PresenceOptions.from(values),
        AdminSettings.from(values));
  }

  /** Nothing set: every value its default. */
  public static RelayConfig defaults() {
    return from(Values.defaults());
  }
}
