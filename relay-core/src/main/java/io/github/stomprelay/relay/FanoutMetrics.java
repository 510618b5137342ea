package io.github.stomprelay.relay;

import io.github.stomprelay.fanout.FanoutStatus;
import io.github.stomprelay.fanout.SharedBroker;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The counts of shared subscriptions as metrics: read when scraped. */
final class FanoutMetrics {
  private FanoutMetrics() {}

  static void register(SharedBroker broker, PrometheusRegistry registry) {
    StatusMetrics<FanoutStatus> status = new StatusMetrics<>(broker::status, registry);
    status.gauge("stomp_relay_shared_queues", "Shared queues consumed now", FanoutStatus::queues);
    status.gauge(
        "stomp_relay_shared_bindings",
        "Their bindings, lingering ones included",
        FanoutStatus::bindings);
    status.gauge(
        "stomp_relay_shared_subscriptions", "Subscriptions served by them", FanoutStatus::members);
    status.counter(
        "stomp_relay_shared_strays_total",
        "Messages that no binding explains",
        FanoutStatus::strays);
    status.counter(
        "stomp_relay_shared_moved_exchanges_total",
        "Exchanges that got a queue for each routing key for that",
        FanoutStatus::movedExchanges);
    status.counter(
        "stomp_relay_shared_held_back_total",
        "How often acknowledgements waited for an event loop that lagged behind",
        FanoutStatus::heldBack);
  }
}
