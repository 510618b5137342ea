package io.github.stomprelay.relay;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Numbers of a status as metrics without labels: the status is taken anew whenever one is scraped,
 * by the scraping thread.
 *
 * @param status where the numbers come from
 */
record StatusMetrics<S>(Supplier<S> status, PrometheusRegistry registry) {
  /** A sum that only grows; the name ends in {@code _total}. */
  void counter(String name, String help, ToLongFunction<S> value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(status.get())))
        .register(registry);
  }

  /** How much or how many there are now. */
  void gauge(String name, String help, ToLongFunction<S> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(status.get())))
        .register(registry);
  }
}
