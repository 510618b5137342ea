package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of SUBSCRIBE that are for basic.consume and basic.qos (section 7). */
final class ConsumerHeaders {
  private static final String GENERIC = "x-consumer-arg-";
  private static final int LARGEST_PREFETCH = 65_535;
  private static final String OFFSETS =
      "first, last, next, offset=<number>, timestamp=<seconds since 1970>";

  private ConsumerHeaders() {}

  static boolean isOne(String name) {
    return switch (name) {
      case "x-priority",
          "x-stream-offset",
          "x-stream-filter",
          "x-stream-match-unfiltered",
          "x-cancel-on-ha-failover" ->
          true;
      default -> name.startsWith(GENERIC);
    };
  }

  /** The arguments of basic.consume. */
  static Map<String, Object> arguments(Headers headers) throws StompError {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      String value = headers.value(i);
      switch (name) {
        case "x-priority" -> arguments.put(name, priority(value));
        case "x-stream-offset" -> arguments.put(name, offset(value.strip()));
        case "x-stream-filter" ->
            arguments.put(name, Arrays.stream(value.split(",", -1)).map(String::strip).toList());
        case "x-stream-match-unfiltered", "x-cancel-on-ha-failover" ->
            arguments.put(name, HeaderValues.flag(name, value));
        default -> {
          if (name.startsWith(GENERIC) && name.length() > GENERIC.length()) {
            arguments.put(name.substring(GENERIC.length()), HeaderValues.guess(value));
          }
        }
      }
    }
    return arguments;
  }

  private static Integer priority(String value) throws StompError {
    long number = HeaderValues.number("x-priority", value);
    if (number != (int) number) {
      throw StompError.badHeader("x-priority", value, "a whole number of 32 bits");
    }
    return (int) number;
  }

  /** What RabbitMQ takes besides these, such as intervals, is left to it. */
  private static Object offset(String value) throws StompError {
    try {
      if (value.startsWith("offset=")) {
        return Long.valueOf(value.substring("offset=".length()));
      }
      if (value.startsWith("timestamp=")) {
        return Instant.ofEpochSecond(Long.parseLong(value.substring("timestamp=".length())));
      }
      return value;
    } catch (NumberFormatException | java.time.DateTimeException e) {
      throw StompError.badHeader("x-stream-offset", value, OFFSETS);
    }
  }

  /**
   * Unanswered deliveries at most.
   *
   * @param normal where the header says nothing; 0: as many as AMQP can count
   */
  static int prefetch(Headers headers, int normal) throws StompError {
    @Nullable Long asked = HeaderValues.number(headers, "prefetch-count");
    if (asked == null || asked == 0) {
      return normal == 0 ? LARGEST_PREFETCH : normal;
    }
    if (asked < 0 || asked > LARGEST_PREFETCH) {
      throw StompError.badHeader(
          "prefetch-count", asked.toString(), "1 to 65535, 0 for the default");
    }
    return asked.intValue();
  }
}
