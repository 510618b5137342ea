package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.destination.DestinationException;
import org.jspecify.annotations.Nullable;

/** A request of the client that cannot be met: becomes one ERROR frame. Without stack trace. */
final class StompError extends Exception {
  private final String summary;
  private final @Nullable String subscription;

  /**
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body
   */
  StompError(String summary, String detail) {
    this(summary, detail, null);
  }

  private StompError(String summary, String detail, @Nullable String subscription) {
    super(detail, null, false, false);
    this.summary = summary;
    this.subscription = subscription;
  }

  /** The relay itself refuses what the session's owner may not do. */
  static StompError accessRefused(String detail, @Nullable String subscription) {
    return new StompError("access_refused", detail, subscription);
  }

  static StompError of(DestinationException e) {
    return new StompError(e.summary(), e.detail());
  }

  static StompError of(BrokerError e) {
    return new StompError(e.name(), e.text());
  }

  /** A header whose value cannot be used; the summary is the one RabbitMQ's plugin gives. */
  static StompError badHeader(String name, String value, String allowed) {
    return new StompError(
        "Processing error", "header '" + name + "' is '" + value + "'; allowed: " + allowed + "\n");
  }

  static StompError durableWithoutId() {
    return new StompError("Missing Header", "Header 'id' is required for durable subscriptions");
  }

  String summary() {
    return summary;
  }

  /** The subscription it is about, or null. */
  @Nullable String subscription() {
    return subscription;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
