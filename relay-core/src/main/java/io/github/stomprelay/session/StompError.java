package io.github.stomprelay.session;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.destination.DestinationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request of a client that cannot be met: becomes one ERROR frame. Without stack trace. */
public final class StompError extends Exception {
  private static final Pattern OTHER_QUEUE =
      Pattern.compile("inequivalent arg '[^']*' for queue '(.*)' in vhost '");

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
    return new StompError(e.name(), e.text() + remedy(e));
  }

  private static String remedy(BrokerError e) {
    Matcher differs = OTHER_QUEUE.matcher(e.text());
    return differs.find()
        ? "\nThe queue exists with other properties: say the same ones, or /amq/queue/"
            + differs.group(1)
            + ", which declares nothing, or set queue-declare=as-it-is for its class of"
            + " destinations\n"
        : "";
  }

  /** A header whose value cannot be used; the summary is the one RabbitMQ's plugin gives. */
  static StompError badHeader(String name, String value, String allowed) {
    return new StompError(
        "Processing error", "header '" + name + "' is '" + value + "'; allowed: " + allowed + "\n");
  }

  static StompError durableWithoutId() {
    return new StompError("Missing Header", "Header 'id' is required for durable subscriptions");
  }

  /** Returns what is wrong, in a few words: the ERROR frame's {@code message} header. */
  public String summary() {
    return summary;
  }

  /** The subscription it is about, or null. */
  @Nullable String subscription() {
    return subscription;
  }

  /** Returns what is wrong and what to do: the ERROR frame's body. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
