package io.github.stomprelay.relay;

import io.github.stomprelay.transport.TransportServer;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the transports count, as metrics: read when scraped. */
final class TransportMetrics {
  private TransportMetrics() {}

  static void register(TransportServer transport, PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("stomp_relay_sockets")
        .help("Sockets open now, those without a STOMP connection included")
        .callback(callback -> callback.call(transport.snapshot().sockets()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_connections")
        .help("STOMP connections open now, by transport")
        .labelNames("transport")
        .callback(
            callback ->
                transport.snapshot().open().forEach((name, open) -> callback.call(open, name)))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_connections_refused_total")
        .help("Sockets and requests refused, by reason")
        .labelNames("reason")
        .callback(
            callback ->
                transport.snapshot().refused().forEach((why, sum) -> callback.call(sum, why)))
        .register(registry);
    CounterWithCallback.builder()
        .name("stomp_relay_network_bytes_total")
        .help("Bytes of clients' sockets, as on the wire, by direction")
        .labelNames("direction")
        .callback(
            callback -> {
              callback.call(transport.snapshot().bytesIn(), "in");
              callback.call(transport.snapshot().bytesOut(), "out");
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_tls_cert_expiry_seconds")
        .help("When the listener's first certificate ends, in seconds since 1970")
        .labelNames("listener")
        .callback(
            callback ->
                transport
                    .certificateExpiries()
                    .forEach((name, expiry) -> callback.call(expiry.getEpochSecond(), name)))
        .register(registry);
  }
}
