package io.github.stomprelay.session;

import io.github.stomprelay.broker.QueueDeclaration;
import io.github.stomprelay.stomp.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of SUBSCRIBE and SEND that describe a queue (section 5 of the STOMP reference), as
 * RabbitMQ 4.3's plugin reads them.
 */
final class QueueHeaders {
  private QueueHeaders() {}

  /**
   * Whether any of the headers describes a queue, so that the subscription must have one of its
   * own.
   */
  static boolean present(Headers headers) {
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (name.startsWith("x-")) {
        return true;
      }
      switch (name) {
        case "durable", "persistent", "auto-delete", "exclusive", "prefetch-count" -> {
          return true;
        }
        default -> {}
      }
    }
    return false;
  }

  /** The queue of {@code /queue/name}: durable unless the headers say otherwise. */
  static QueueDeclaration namedQueue(String name, Headers headers) throws StompError {
    return declaration(name, headers, durable(headers, true));
  }

  /**
   * The queue behind a subscription to {@code /topic} or {@code /exchange}: transient unless the
   * headers say otherwise.
   */
  static QueueDeclaration subscriptionQueue(String name, Headers headers) throws StompError {
    return declaration(name, headers, durable(headers, false));
  }

  private static QueueDeclaration declaration(String name, Headers headers, boolean durable)
      throws StompError {
    @Nullable Boolean exclusive = flag(headers, "exclusive");
    @Nullable Boolean autoDelete = flag(headers, "auto-delete");
    return new QueueDeclaration(
        name,
        durable,
        exclusive == null ? !durable : exclusive,
        autoDelete == null ? !durable : autoDelete,
        arguments(headers));
  }

  /** Whether {@code durable}, or its alias {@code persistent}, asks for a durable queue. */
  static boolean durable(Headers headers, boolean otherwise) throws StompError {
    @Nullable Boolean durable = flag(headers, "durable");
    if (durable == null) {
      durable = flag(headers, "persistent");
    }
    return durable == null ? otherwise : durable;
  }

  private static Map<String, Object> arguments(Headers headers) throws StompError {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      switch (name) {
        case "x-dead-letter-exchange", "x-dead-letter-routing-key", "x-max-age", "x-queue-type" ->
            arguments.put(name, headers.value(i).strip());
        case "x-expires",
            "x-message-ttl",
            "x-max-length",
            "x-max-length-bytes",
            "x-max-priority",
            "x-stream-max-segment-size-bytes",
            "x-stream-filter-size-bytes" ->
            arguments.put(name, wholeNumber(name, headers.value(i)));
        default -> {}
      }
    }
    return arguments;
  }

  /** A header that is true or false; absent: null. */
  static @Nullable Boolean flag(Headers headers, String name) throws StompError {
    @Nullable String value = headers.get(name);
    if (value == null) {
      return null;
    }
    return switch (value) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> throw StompError.badHeader(name, value, "true or false");
    };
  }

  /** A header that is a whole number; absent: null. */
  static @Nullable Long number(Headers headers, String name) throws StompError {
    @Nullable String value = headers.get(name);
    return value == null ? null : wholeNumber(name, value);
  }

  private static Long wholeNumber(String name, String value) throws StompError {
    try {
      return Long.valueOf(value.strip());
    } catch (NumberFormatException e) {
      throw StompError.badHeader(name, value, "a whole number");
    }
  }
}
