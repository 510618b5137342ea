package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.destination.DestinationException;

/** A request of the client that cannot be met: becomes one ERROR frame. Without stack trace. */
final class StompError extends Exception {
  private final String summary;

  /**
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body
   */
  StompError(String summary, String detail) {
    super(detail, null, false, false);
    this.summary = summary;
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

  String detail() {
    return String.valueOf(getMessage());
  }
}
