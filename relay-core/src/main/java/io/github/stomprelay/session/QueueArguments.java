package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of queue.declare in the headers of SUBSCRIBE and SEND. What RabbitMQ knows has its
 * type; {@code x-arg-<name>} is the argument {@code <name>}, typed by its looks. Of SUBSCRIBE every
 * other {@code x-} header is an argument too, unless it plainly is something else; of SEND it is a
 * header of the message.
 */
final class QueueArguments {
  private static final String GENERIC = "x-arg-";

  private QueueArguments() {}

  static Map<String, Object> ofSubscribe(Headers headers) throws StompError {
    return of(headers, true);
  }

  static Map<String, Object> ofSend(Headers headers) throws StompError {
    return of(headers, false);
  }

  private static Map<String, Object> of(Headers headers, boolean unknownToo) throws StompError {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (name.startsWith("x-")) {
        add(arguments, name, headers.value(i), unknownToo);
      }
    }
    return arguments;
  }

  private static void add(
      Map<String, Object> arguments, String name, String value, boolean unknownToo)
      throws StompError {
    @Nullable Object known = known(name, value);
    if (known != null) {
      arguments.put(name, known);
    } else if (name.startsWith(GENERIC) && name.length() > GENERIC.length()) {
      String generic = name.substring(GENERIC.length());
      @Nullable Object typed = known(generic, value);
      arguments.put(generic, typed == null ? HeaderValues.guess(value) : typed);
    } else if (unknownToo && !isSomethingElse(name)) {
      arguments.put(name, HeaderValues.guess(value));
    }
  }

  /** The argument in its type, null if RabbitMQ has none of this name. */
  static @Nullable Object known(String name, String value) throws StompError {
    return switch (name) {
      case "x-dead-letter-exchange",
          "x-dead-letter-routing-key",
          "x-dead-letter-strategy",
          "x-overflow",
          "x-queue-leader-locator",
          "x-queue-mode",
          "x-queue-type" ->
          value.strip();
      case "x-consumer-timeout",
          "x-delivery-limit",
          "x-expires",
          "x-initial-cluster-size",
          "x-max-in-memory-bytes",
          "x-max-in-memory-length",
          "x-max-length",
          "x-max-length-bytes",
          "x-max-priority",
          "x-message-ttl",
          "x-queue-version",
          "x-quorum-initial-group-size",
          "x-quorum-target-group-size",
          "x-stream-filter-size-bytes",
          "x-stream-max-segment-size-bytes" ->
          HeaderValues.number(name, value);
      // RabbitMQ crashes on any other value of these two
      case "x-max-age" -> HeaderValues.interval(name, value);
      case "x-queue-master-locator" ->
          HeaderValues.oneOf(name, value, "min-masters", "client-local", "random");
      case "x-single-active-consumer" -> HeaderValues.flag(name, value);
      default -> null;
    };
  }

  /** The relay's own headers, and what proxies and clients put on every frame. */
  private static boolean isSomethingElse(String name) {
    return name.equals("x-queue-name")
        || ConsumerHeaders.isOne(name)
        || BindingHeaders.isOne(name)
        || name.startsWith("x-relay-")
        || name.startsWith("x-forwarded-")
        || name.startsWith("x-request-")
        || name.contains("auth")
        || name.contains("token")
        || name.contains("csrf")
        || name.contains("xsrf");
  }
}
