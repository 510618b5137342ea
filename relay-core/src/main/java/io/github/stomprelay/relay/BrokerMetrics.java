package io.github.stomprelay.relay;

import io.github.stomprelay.admin.DurationMetric;
import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.amqp.AmqpStatus;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The broker links' counters as metrics: read when scraped. */
final class BrokerMetrics {
  private final AmqpBroker broker;
  private final PrometheusRegistry registry;
  private final StatusMetrics<AmqpStatus.Counts> counts;

  private BrokerMetrics(AmqpBroker broker, PrometheusRegistry registry) {
    this.broker = broker;
    this.registry = registry;
    this.counts = new StatusMetrics<>(() -> broker.status().counts(), registry);
  }

  static void register(AmqpBroker broker, PrometheusRegistry registry) {
    BrokerMetrics metrics = new BrokerMetrics(broker, registry);
    metrics.messages();
    metrics.gauges();
    metrics.links();
  }

  private void messages() {
    message("published", "Handed to a broker link, each attempt", AmqpStatus.Counts::published);
    message("confirmed", "Confirmed by the broker", AmqpStatus.Counts::confirmed);
    message("nacked", "Refused by the broker for the moment", AmqpStatus.Counts::nacked);
    message("returned", "Mandatory and without a queue", AmqpStatus.Counts::returned);
    message("rejected", "Given up; their senders were told", AmqpStatus.Counts::refused);
    message("retried", "Published again after a nack", AmqpStatus.Counts::retried);
    message("republished", "Published again after a lost link", AmqpStatus.Counts::republished);
    message("dropped", "Ephemeral and dropped under pressure", AmqpStatus.Counts::shed);
    message("delivered", "Delivered by the broker", AmqpStatus.Counts::delivered);
    message("redelivered", "Delivered once more", AmqpStatus.Counts::redelivered);
    message("deduplicated", "Copies dropped by their id", AmqpStatus.Counts::duplicates);
    message("acknowledged", "Acknowledged to the broker", AmqpStatus.Counts::acked);
    message(
        "dead_lettered", "Moved away after their last attempt", AmqpStatus.Counts::deadLettered);
  }

  private void gauges() {
    counts.gauge(
        "stomp_relay_outage_buffer_messages",
        "Publications that wait",
        AmqpStatus.Counts::bufferedMessages);
    counts.gauge(
        "stomp_relay_outage_buffer_bytes",
        "Size of publications that wait",
        AmqpStatus.Counts::bufferedBytes);
    counts.gauge(
        "stomp_relay_outage_buffer_age_seconds",
        "How long the oldest of them has waited",
        AmqpStatus.Counts::bufferedSeconds);
    DurationMetric.register(
        "stomp_relay_publish_confirm_seconds",
        "From publishing to the broker's confirm; every sixteenth",
        broker::confirmTimes,
        registry);
    counts.gauge(
        "stomp_relay_broker_access_refused",
        "Accounts, exchanges and queues that the broker refuses, and clients wait for",
        AmqpStatus.Counts::accessRefused);
    counts.gauge(
        "stomp_relay_inflight_confirms",
        "Publications without an answer",
        AmqpStatus.Counts::unconfirmed);
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

  private void message(String fate, String help, ToLongFunction<AmqpStatus.Counts> value) {
    counts.counter("stomp_relay_messages_" + fate + "_total", help, value);
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
