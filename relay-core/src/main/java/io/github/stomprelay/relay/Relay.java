package io.github.stomprelay.relay;

import io.github.stomprelay.admin.AdminServer;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpTransport;
import io.github.stomprelay.amqp.Topology;
import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.DeniedTokens;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.fanout.SharedBroker;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.route.SharedPresence;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.transport.Listener;
import io.github.stomprelay.transport.TlsConfigurationException;
import io.github.stomprelay.transport.TransportServer;
import io.github.stomprelay.transport.http.HttpService;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running relay. Made by {@link #start}, ended by {@link #drain} or {@link #close}; not to be
 * used again. Safe for all threads but event loops.
 */
public final class Relay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  /** Between two looks at the deny list: what is on it counts within a second. */
  private static final Duration DENY_LIST_PERIOD = Duration.ofMillis(500);

  private final String version;
  private final EventLoops loops;
  private final Workers workers;
  private final DeniedTokens denied = new DeniedTokens();
  private final FileWatch denyListWatch = new FileWatch("deny-list", this::lookAtDenyList);
  private @Nullable FileWatch certificateWatch;
  private final MemoryBudget memory;
  private final BrokerStart brokerStart;
  private final AmqpBroker broker;
  private final @Nullable SharedBroker shared;
  private final SharedPresence presence;
  private final Sessions sessions;
  private final TransportServer transport;
  private final RelayHealth health;
  private final Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
  private final InheritedSockets inherited;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private @Nullable AdminServer admin;
  private final RelayConfig started;
  private volatile RelayConfig config;

  private Relay(RelayConfig config, String version, InheritedSockets inherited)
      throws RelayException {
    this.started = config;
    this.config = config;
    this.inherited = inherited;
    this.version = version;
    this.loops = EventLoops.start(config.runtime());
    this.workers = new Workers();
    this.memory = MemorySetup.budget(config.runtime());
    this.brokerStart = new BrokerStart(topology(config));
    this.broker =
        new AmqpBroker(
            config.amqp(),
            new AmqpTransport(
                loops.group(), loops.socketType(), workers.executor(), BrokerTls.context(config)),
            memory,
            brokerStart);
    this.shared =
        config
            .fanout()
            .map(options -> new SharedBroker(broker, loops.all(), broker::exchangeType, options))
            .orElse(null);
    this.presence =
        new SharedPresence(
            UUID.randomUUID().toString(),
            config.presence(),
            broker,
            config.amqp().account(),
            loops.group().next());
    this.sessions =
        new Sessions(
            config.session().ofVersion(version),
            AuthSetup.authenticator(config.auth(), config.amqp().account(), denied, broker),
            PermissionSetup.rules(config),
            shared == null ? broker : shared,
            memory,
            RouteSetup.routes(config, presence));
    this.transport =
        new TransportServer(
            loops.group(),
            loops.group(),
            loops.listenerType(),
            sessions,
            memory,
            config.transport());
    this.health =
        new RelayHealth(loops, broker, memory, sessions, config.admin().readyNeedsBroker());
  }

  /**
   * Returns what the configuration declares, and the exchange by which relays count people
   * together.
   */
  private static Topology topology(RelayConfig config) {
    if (!RouteSetup.countsAcrossRelays(config)) {
      return config.topology();
    }
    String presence = config.presence().exchange();
    return config
        .topology()
        .with(new Topology.Exchange(presence, "fanout", true, true, false, false, Map.of()));
  }

  /** Starts everything, with sockets of its own. */
  public static Relay start(RelayConfig config, HttpService pages, String version)
      throws RelayException {
    return start(config, pages, version, InheritedSockets.NONE);
  }

  /**
   * Starts everything. Returns when the listeners are bound; the broker may still be away, unless
   * the configuration says to fail fast.
   *
   * @param pages what the HTTP listeners serve besides their endpoints
   * @param version for the {@code server} header
   * @param inherited sockets that listen already
   * @throws RelayException with one line for the operator
   */
  public static Relay start(
      RelayConfig config, HttpService pages, String version, InheritedSockets inherited)
      throws RelayException {
    Relay relay = new Relay(config, version, inherited);
    try {
      relay.open(pages);
      return relay;
    } catch (RelayException | RuntimeException e) {
      relay.close();
      throw e;
    }
  }

  private void open(HttpService pages) throws RelayException {
    brokerStart.start(broker);
    if (RouteSetup.countsAcrossRelays(config)) {
      presence.start();
    }
    if (config.runtime().failFast()) {
      brokerStart.await(config.amqp().links().connectTimeout());
    }
    openAdmin();
    for (Listener listener : TransportSetup.listeners(config, pages)) {
      addresses.put(listener.name(), TransportSetup.bind(transport, listener, loops, inherited));
    }
    inherited.requireAllTaken(addresses.keySet());
    watchCertificates(config.tls().reloadInterval());
    watchDenyList();
    health.serving(true);
    SelfCheck.warnings(config).forEach(log::warn);
  }

  private void watchCertificates(Duration interval) {
    if (config.listen().usesTls() && !interval.isZero()) {
      certificateWatch = new FileWatch("certificates", transport.certificateWatch());
      certificateWatch.start(interval);
    }
  }

  private void watchDenyList() {
    if (config.auth().tokens().denyFile().isPresent()) {
      denyListWatch.start(DENY_LIST_PERIOD);
    } else {
      denyListWatch.stop();
    }
  }

  private void lookAtDenyList() {
    denied.look(config.auth().tokens().denyFile());
  }

  private void openAdmin() throws RelayException {
    if (config.admin().port().isOff()) {
      return;
    }
    RelayMetrics metrics =
        new RelayMetrics(version, loops, memory, broker, shared, sessions, transport);
    admin = AdminSetup.bind(config.admin(), loops, inherited, health, metrics, sessions);
    addresses.put("admin", admin.address());
  }

  /** Returns where the listeners are, by name: {@code stomp}, {@code http}, {@code admin}, ... */
  public Map<String, InetSocketAddress> addresses() {
    return Map.copyOf(addresses);
  }

  /**
   * Returns whether every event loop has run within this time, or within a second if that is
   * longer.
   */
  public boolean alive(Duration within) {
    return loops.ranWithin(within);
  }

  /** Returns whether the broker is reached by every link of the relay's own account. */
  public boolean brokerUp() {
    return health.brokerUp();
  }

  /** Returns what waits in the relay, and how much may. */
  MemoryBudget memory() {
    return memory;
  }

  /** Sessions open now. */
  public int sessions() {
    return sessions.count();
  }

  /**
   * Takes over what can change while the relay runs: certificates for handshakes and the admin
   * token for requests to come; what STOMP means, limits, who may come in, and routes for sessions
   * to come; the drain. All of it or, if it cannot be used, nothing. Reads files; blocks.
   *
   * @return what differs from the start and needs a restart
   */
  public List<String> reload(RelayConfig changed) throws RelayException {
    BrokerAccount account = started.amqp().account();
    Authenticator authenticator =
        AuthSetup.authenticator(
            changed.auth().withSourcesOf(started.auth()), account, denied, broker);
    Routes routes = RouteSetup.routes(changed, presence);
    PermissionRules permissions = PermissionSetup.rules(changed);
    try {
      transport.reloadCertificates(TransportSetup.tls(changed));
    } catch (TlsConfigurationException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
    sessions.reconfigure(changed.session().ofVersion(version), authenticator, permissions, routes);
    if (admin != null) {
      admin.access(changed.admin().access());
    }
    List<String> needRestart = Restart.needed(started, changed);
    config = changed;
    watchDenyList();
    return needRestart;
  }

  /**
   * Ends the relay without losing anything: readiness goes first, then no new clients, then
   * sessions are told and closed spread over a window, then confirms and acknowledgements are
   * flushed. Bounded by {@code drain.timeout}; blocks.
   */
  public void drain() {
    new Drain(health, transport, sessions, presence, broker, closed).run(config.runtime().drain());
    close();
  }

  /** Ends the relay at once; a drain that is under way returns. */
  @Override
  public void close() {
    if (!closed.complete(null)) {
      return;
    }
    health.serving(false);
    denyListWatch.stop();
    if (certificateWatch != null) {
      certificateWatch.stop();
    }
    transport.close();
    if (admin != null) {
      admin.close();
    }
    broker.close();
    loops.stop();
    workers.stop();
  }
}
