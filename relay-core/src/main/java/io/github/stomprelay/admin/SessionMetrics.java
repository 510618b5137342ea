package io.github.stomprelay.admin;

import io.github.stomprelay.session.SessionCounters;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.session.SlowPolicy;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Map;

/** The sessions' counters as metrics: read when scraped, so that counting costs nothing more. */
public final class SessionMetrics {
  private SessionMetrics() {}

  /** Adds them to a registry. */
  public static void register(Sessions sessions, PrometheusRegistry registry) {
    SessionCounters counters = sessions.counters();
    GaugeWithCallback.builder()
        .name("stomp_relay_sessions")
        .help("Sessions open now, logged in or not")
        .callback(callback -> callback.call(sessions.count()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_subscriptions")
        .help("Subscriptions now")
        .callback(callback -> callback.call(counters.subscriptions()))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_sessions_opened_total")
        .help("Sessions of clients that said something, or that the relay ended")
        .callback(callback -> callback.call(counters.openedSum()))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_logins_total")
        .help("CONNECTs answered, by outcome")
        .labelNames("outcome")
        .callback(
            callback -> {
              callback.call(counters.loggedInSum(), "accepted");
              callback.call(counters.loginsRefusedSum(), "refused");
            })
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_token_renewals_total")
        .help("Tokens that sessions replaced before they expired, by outcome")
        .labelNames("outcome")
        .callback(
            callback -> {
              callback.call(counters.tokensRenewedSum(), "accepted");
              callback.call(counters.tokensRefusedSum(), "refused");
            })
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_auth_failures_total")
        .help("Logins refused, by reason")
        .labelNames("reason")
        .callback(
            callback ->
                counters.loginsRefused().forEach((why, sum) -> callback.call(sum, why.label())))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_sends_unpublished_total")
        .help("SENDs lost because their client's login failed, or it left before their turn came")
        .callback(callback -> callback.call(counters.unpublishedSum()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_outbound_buffer_bytes")
        .help("Bytes that wait for clients' sockets")
        .callback(callback -> callback.call(sessions.unsent().bytes()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_outbound_buffer_largest_bytes")
        .help("Bytes that wait for the socket of the client for which most do")
        .callback(callback -> callback.call(sessions.unsent().largest()))
        .register(registry);
    DurationMetric.register(
        "stomp_relay_deliver_seconds",
        "From the broker to the flush of the clients' sockets; every sixteenth message",
        counters.deliveryTimes()::snapshot,
        registry);
    CounterWithCallback.builder()
        .name("stomp_relay_authz_denied_total")
        .help("SENDs and SUBSCRIBEs that the relay's permissions refused")
        .labelNames("action")
        .callback(
            callback ->
                counters.denied().forEach((action, sum) -> callback.call(sum, action.label())))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_disconnects_total")
        .help("Sessions ended, by cause")
        .labelNames("cause")
        .callback(
            callback ->
                counters.closed().forEach((reason, sum) -> callback.call(sum, reason.label())))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_slow_clients_total")
        .help("Times that a client was too slow for its messages, by what was done")
        .labelNames("action")
        .callback(callback -> call(callback, counters.slowClients()))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_slow_client_messages_dropped_total")
        .help("Messages of shared subscriptions dropped because their client was too slow")
        .labelNames("action")
        .callback(callback -> call(callback, counters.dropped()))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_frames_total")
        .help("STOMP frames, by direction and command")
        .labelNames("direction", "command")
        .callback(
            callback -> {
              counters.framesIn().forEach((c, sum) -> call(callback, sum, "in", c));
              counters.framesOut().forEach((c, sum) -> call(callback, sum, "out", c));
            })
        .register(registry);
  }

  private static void call(CounterWithCallback.Callback callback, Map<SlowPolicy, Long> byAction) {
    byAction.forEach((action, sum) -> callback.call(sum, action.label()));
  }

  private static void call(
      CounterWithCallback.Callback callback, long sum, String direction, Enum<?> command) {
    if (sum > 0) {
      callback.call(sum, direction, command.name());
    }
  }
}
