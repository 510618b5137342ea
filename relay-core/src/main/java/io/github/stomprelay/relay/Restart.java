package io.github.stomprelay.relay;

import io.github.stomprelay.admin.AdminSettings;
import io.github.stomprelay.amqp.AmqpOptions;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.RuntimeConfig;
import io.github.stomprelay.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Which settings take effect after a restart only. */
final class Restart {
  private Restart() {}

  /** The groups of settings that changed and are read at start only. */
  static List<String> needed(RelayConfig before, RelayConfig after) {
    List<String> groups = new ArrayList<>();
    compare(
        "event-loops, transport, fail-fast",
        process(before.runtime()),
        process(after.runtime()),
        groups);
    compare(
        "stomp.port, http.port and the other listeners", sockets(before), sockets(after), groups);
    compare(
        "tls.reload-interval", before.tls().reloadInterval(), after.tls().reloadInterval(), groups);
    compare("http.*", http(before), http(after), groups);
    compare("websocket.*", webSocket(before), webSocket(after), groups);
    compare(
        "auth.token-sources",
        before.auth().tokens().sources(),
        after.auth().tokens().sources(),
        groups);
    compare(
        "auth.login-sources",
        before.auth().logins().sources(),
        after.auth().logins().sources(),
        groups);
    compare("sockjs.*", before.sockJs(), after.sockJs(), groups);
    compare(
        "stomp.queue-prefix",
        before.session().queuePrefix(),
        after.session().queuePrefix(),
        groups);
    compare(
        "stomp.escapes",
        before.transport().strictEscapes(),
        after.transport().strictEscapes(),
        groups);
    compare(
        "stomp.trailing-lf",
        before.transport().trailingLf(),
        after.transport().trailingLf(),
        groups);
    compare(
        "topic.exchange",
        before.session().topics().exchange(),
        after.session().topics().exchange(),
        groups);
    compare(
        "limits.memory, .connections, .connections-per-address, .frame-bytes, .connect-frame-bytes,"
            + " .headers, .header-bytes, .body-bytes",
        limits(before),
        limits(after),
        groups);
    compare(
        "limits.connect-rate, .connect-rate-per-address, .connect-burst-per-address",
        rates(before.transport()),
        rates(after.transport()),
        groups);
    compare("amqp.*", amqp(before), amqp(after), groups);
    compare("publish.*, outage.*, consume.*", delivery(before), delivery(after), groups);
    compare("fanout.*", fanout(before), fanout(after), groups);
    compare("exchange.*, queue.*, binding.*", before.topology(), after.topology(), groups);
    compare("presence.*", presence(before), presence(after), groups);
    compare(
        "admin.port, .bind, .ready-needs-broker",
        admin(before.admin()),
        admin(after.admin()),
        groups);
    compare("log.format", before.runtime().log().format(), after.runtime().log().format(), groups);
    return groups;
  }

  private static List<Object> amqp(RelayConfig config) {
    AmqpOptions amqp = config.amqp();
    return List.of(
        amqp.addresses(),
        amqp.account(),
        amqp.tls(),
        config.brokerTls(),
        amqp.links(),
        amqp.publishing().maxMessageSize());
  }

  private static List<Object> delivery(RelayConfig config) {
    AmqpOptions.Publishing publishing = config.amqp().publishing();
    return List.of(
        publishing.windowMessages(),
        publishing.windowBytes(),
        publishing.outageBytes(),
        publishing.outageMaxAge(),
        publishing.confirmTimeout(),
        publishing.gather(),
        config.amqp().consuming());
  }

  /** Without the prefix of its queues, which has a line of its own. */
  private static Optional<Object> fanout(RelayConfig config) {
    return config.fanout().map(fanout -> List.of(fanout.linger(), fanout.queuesPerExchange()));
  }

  /** Counting people begins at start, if there is a route that joins. */
  private static List<Object> presence(RelayConfig config) {
    return List.of(config.presence(), RouteSetup.countsAcrossRelays(config));
  }

  private static List<Object> admin(AdminSettings admin) {
    return List.of(admin.port(), admin.bind(), admin.readyNeedsBroker());
  }

  private static List<Object> process(RuntimeConfig runtime) {
    return List.of(runtime.eventLoops(), runtime.transport(), runtime.failFast());
  }

  private static List<Object> sockets(RelayConfig config) {
    return List.of(config.listen(), config.transport().backlog(), config.transport().keepAlive());
  }

  private static List<Object> http(RelayConfig config) {
    return List.of(config.http(), config.httpLimits(), config.transport().responseHeaders());
  }

  private static List<Object> webSocket(RelayConfig config) {
    return List.of(
        config.webSocket(), config.transport().replaceNul(), config.transport().tokenExpiredCode());
  }

  private static List<Object> limits(RelayConfig config) {
    TransportSettings transport = config.transport();
    return List.of(
        config.runtime().memoryBytes(),
        transport.maxConnections(),
        transport.maxConnectionsPerAddress(),
        transport.connecting(),
        transport.connected());
  }

  private static List<Object> rates(TransportSettings transport) {
    return List.of(transport.connects(), transport.connectsPerAddress());
  }

  private static void compare(String name, Object before, Object after, List<String> groups) {
    if (!Objects.equals(before, after)) {
      groups.add(name);
    }
  }
}
