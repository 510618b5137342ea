package io.github.stomprelay.relay;

import io.github.stomprelay.admin.SessionMetrics;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.fanout.SharedBroker;
import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.transport.TransportServer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All metrics of a relay, set up by the first scrape: the relay starts faster and smaller without
 * them. Safe for all threads.
 */
final class RelayMetrics implements Supplier<PrometheusRegistry> {
  private final String version;
  private final EventLoops loops;
  private final MemoryBudget memory;
  private final AmqpBroker broker;
  private final @Nullable SharedBroker shared;
  private final Sessions sessions;
  private final TransportServer transport;
  private @Nullable PrometheusRegistry registry;

  /**
   * @param shared the broker with shared subscriptions, or null if they are switched off
   */
  RelayMetrics(
      String version,
      EventLoops loops,
      MemoryBudget memory,
      AmqpBroker broker,
      @Nullable SharedBroker shared,
      Sessions sessions,
      TransportServer transport) {
    this.version = version;
    this.loops = loops;
    this.memory = memory;
    this.broker = broker;
    this.shared = shared;
    this.sessions = sessions;
    this.transport = transport;
  }

  @Override
  public synchronized PrometheusRegistry get() {
    if (registry == null) {
      registry = setUp();
    }
    return registry;
  }

  private PrometheusRegistry setUp() {
    PrometheusRegistry fresh = new PrometheusRegistry();
    SessionMetrics.register(sessions, fresh);
    BrokerMetrics.register(broker, fresh);
    if (shared != null) {
      FanoutMetrics.register(shared, fresh);
    }
    TransportMetrics.register(transport, fresh);
    limits(fresh);
    memory(fresh);
    process(fresh);
    JvmMetrics.builder().register(fresh);
    return fresh;
  }

  private void limits(PrometheusRegistry fresh) {
    CounterWithCallback.builder()
        .name("stomp_relay_ratelimited_total")
        .help("How often somebody ran into a limit, by scope")
        .labelNames("scope")
        .callback(
            callback -> {
              Map<LimitScope, Long> inSessions = sessions.counters().limits().sums();
              Map<LimitScope, Long> inTransport = transport.snapshot().limited();
              for (LimitScope scope : LimitScope.values()) {
                callback.call(
                    inSessions.getOrDefault(scope, 0L) + inTransport.getOrDefault(scope, 0L),
                    scope.label());
              }
            })
        .register(fresh);
  }

  private void memory(PrometheusRegistry fresh) {
    GaugeWithCallback.builder()
        .name("stomp_relay_memory_used_bytes")
        .help("Bytes of all that waits in the relay")
        .callback(callback -> callback.call(memory.used()))
        .register(fresh);
    GaugeWithCallback.builder()
        .name("stomp_relay_memory_limit_bytes")
        .help("Bytes that may wait in the relay (limits.memory)")
        .callback(callback -> callback.call(memory.limit()))
        .register(fresh);
    CounterWithCallback.builder()
        .name("stomp_relay_memory_refusals_total")
        .help("New sessions refused because too much waited in the relay")
        .callback(callback -> callback.call(memory.refusals()))
        .register(fresh);
    CounterWithCallback.builder()
        .name("stomp_relay_memory_cuts_total")
        .help("Clients cut off because too much waited in the relay, and most of it for them")
        .callback(callback -> callback.call(memory.cuts()))
        .register(fresh);
  }

  private void process(PrometheusRegistry fresh) {
    CounterWithCallback.builder()
        .name("stomp_relay_internal_errors_total")
        .help("Mistakes of the relay's own, caught and logged, by place")
        .labelNames("where")
        .callback(
            callback -> InternalErrors.counts().forEach((where, n) -> callback.call(n, where)))
        .register(fresh);
    GaugeWithCallback.builder()
        .name("stomp_relay_build_info")
        .help("Always 1; the version is in the label")
        .labelNames("version")
        .callback(callback -> callback.call(1, version))
        .register(fresh);
    GaugeWithCallback.builder()
        .name("stomp_relay_event_loop_lag_seconds")
        .help("How late the loop's last timer was; one that is overdue counts")
        .labelNames("loop")
        .callback(
            callback -> {
              List<Double> lags = loops.lags();
              for (int loop = 0; loop < lags.size(); loop++) {
                callback.call(lags.get(loop), String.valueOf(loop));
              }
            })
        .register(fresh);
  }
}
