package io.github.stomprelay.relay;

import io.github.stomprelay.fanout.FanoutStatus;
import io.github.stomprelay.fanout.SharedBroker;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.ToLongFunction;

/** The counts of shared subscriptions as metrics: read when scraped. */
final class FanoutMetrics {
  private final SharedBroker broker;
  private final PrometheusRegistry registry;

  private FanoutMetrics(SharedBroker broker, PrometheusRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  static void register(SharedBroker broker, PrometheusRegistry registry) {
    FanoutMetrics metrics = new FanoutMetrics(broker, registry);
    metrics.gauge("queues", "Shared queues consumed now", FanoutStatus::queues);
    metrics.gauge("bindings", "Their bindings, lingering ones included", FanoutStatus::bindings);
    metrics.gauge("subscriptions", "Subscriptions served by them", FanoutStatus::members);
    metrics.counter("strays", "Messages that no binding explains", FanoutStatus::strays);
    metrics.counter(
        "moved_exchanges",
        "Exchanges that got a queue for each routing key for that",
        FanoutStatus::movedExchanges);
    metrics.counter(
        "held_back",
        "How often acknowledgements waited for an event loop that lagged behind",
        FanoutStatus::heldBack);
  }

  private void counter(String name, String help, ToLongFunction<FanoutStatus> value) {
    CounterWithCallback.builder()
        .name("stomp_relay_shared_" + name + "_total")
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(broker.status())))
        .register(registry);
  }

  private void gauge(String name, String help, ToLongFunction<FanoutStatus> value) {
    GaugeWithCallback.builder()
        .name("stomp_relay_shared_" + name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(broker.status())))
        .register(registry);
  }
}
