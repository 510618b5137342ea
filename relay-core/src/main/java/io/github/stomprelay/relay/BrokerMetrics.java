package io.github.stomprelay.relay;

import io.github.stomprelay.admin.DurationMetric;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpStatus;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The broker links' counters as metrics: read when scraped. */
final class BrokerMetrics {
  private final AmqpBroker broker;
  private final PrometheusRegistry registry;

  private BrokerMetrics(AmqpBroker broker, PrometheusRegistry registry) {
    this.broker = broker;
    this.registry = registry;
  }

  static void register(AmqpBroker broker, PrometheusRegistry registry) {
    BrokerMetrics metrics = new BrokerMetrics(broker, registry);
    metrics.messages();
    metrics.gauges();
    metrics.links();
  }

  private void messages() {
    counter("published", "Handed to a broker link, each attempt", AmqpStatus.Counts::published);
    counter("confirmed", "Confirmed by the broker", AmqpStatus.Counts::confirmed);
    counter("nacked", "Refused by the broker for the moment", AmqpStatus.Counts::nacked);
    counter("returned", "Mandatory and without a queue", AmqpStatus.Counts::returned);
    counter("rejected", "Given up; their senders were told", AmqpStatus.Counts::refused);
    counter("retried", "Published again after a nack", AmqpStatus.Counts::retried);
    counter("republished", "Published again after a lost link", AmqpStatus.Counts::republished);
    counter("dropped", "Ephemeral and dropped under pressure", AmqpStatus.Counts::shed);
    counter("delivered", "Delivered by the broker", AmqpStatus.Counts::delivered);
    counter("redelivered", "Delivered once more", AmqpStatus.Counts::redelivered);
    counter("deduplicated", "Copies dropped by their id", AmqpStatus.Counts::duplicates);
    counter("acknowledged", "Acknowledged to the broker", AmqpStatus.Counts::acked);
    counter(
        "dead_lettered", "Moved away after their last attempt", AmqpStatus.Counts::deadLettered);
  }

  private void gauges() {
    gauge("outage_buffer_messages", "Publications that wait", AmqpStatus.Counts::bufferedMessages);
    gauge(
        "outage_buffer_bytes", "Size of publications that wait", AmqpStatus.Counts::bufferedBytes);
    gauge(
        "outage_buffer_age_seconds",
        "How long the oldest of them has waited",
        AmqpStatus.Counts::bufferedSeconds);
    DurationMetric.register(
        "stomp_relay_publish_confirm_seconds",
        "From publishing to the broker's confirm; every sixteenth",
        broker::confirmTimes,
        registry);
    gauge(
        "broker_access_refused",
        "Accounts, exchanges and queues that the broker refuses, and clients wait for",
        AmqpStatus.Counts::accessRefused);
    gauge("inflight_confirms", "Publications without an answer", AmqpStatus.Counts::unconfirmed);
  }

  private void links() {
    GaugeWithCallback.builder()
        .name("stomp_relay_broker_links")
        .help("Links to the broker, by role and state")
        .labelNames("role", "state")
        .callback(
            callback -> {
              for (AmqpStatus.LinkRole role : AmqpStatus.LinkRole.values()) {
                for (AmqpStatus.LinkState state : AmqpStatus.LinkState.values()) {
                  long count =
                      broker.status().links().stream()
                          .filter(link -> link.role() == role && link.state() == state)
                          .count();
                  callback.call(count, lower(role), lower(state));
                }
              }
            })
        .register(registry);
    GaugeWithCallback.builder()
        .name("stomp_relay_broker_blocked")
        .help("Links blocked by an alarm of the broker")
        .callback(
            callback ->
                callback.call(
                    broker.status().links().stream()
                        .filter(link -> link.blocked() != null)
                        .count()))
        .register(registry);
  }

  private void counter(String name, String help, ToLongFunction<AmqpStatus.Counts> value) {
    CounterWithCallback.builder()
        .name("stomp_relay_messages_" + name + "_total")
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(broker.status().counts())))
        .register(registry);
  }

  private void gauge(String name, String help, ToLongFunction<AmqpStatus.Counts> value) {
    GaugeWithCallback.builder()
        .name("stomp_relay_" + name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsLong(broker.status().counts())))
        .register(registry);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
