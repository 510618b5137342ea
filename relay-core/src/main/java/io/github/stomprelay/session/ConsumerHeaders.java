package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers of SUBSCRIBE that are for basic.consume and basic.qos. */
final class ConsumerHeaders {
  private static final String GENERIC = "x-consumer-arg-";
  private static final int LARGEST_PREFETCH = 65_535;
  private static final long LAST_SECOND_OF_9999 = 253_402_300_799L;
  private static final String OFFSETS =
      "first, last, next, offset=<number>, timestamp=<seconds since 1970>, or an interval such as"
          + " 1h";

  private ConsumerHeaders() {}

  static boolean isOne(String name) {
    return switch (name) {
      case "x-priority",
          "x-stream-offset",
          "x-stream-filter",
          "x-stream-match-unfiltered",
          "x-cancel-on-ha-failover" ->
          true;
      default -> name.startsWith(GENERIC) && name.length() > GENERIC.length();
    };
  }

  /** The arguments of basic.consume. */
  static Map<String, Object> arguments(Headers headers) throws StompError {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (isOne(name)) {
        String argument = name.startsWith(GENERIC) ? name.substring(GENERIC.length()) : name;
        arguments.put(argument, argument(argument, headers.value(i)));
      }
    }
    return arguments;
  }

  private static Object argument(String name, String value) throws StompError {
    return switch (name) {
      case "x-priority" -> priority(value);
      case "x-stream-offset" -> offset(value.strip());
      case "x-stream-filter" -> Arrays.stream(value.split(",", -1)).map(String::strip).toList();
      case "x-stream-match-unfiltered", "x-cancel-on-ha-failover" -> HeaderValues.flag(name, value);
      case "x-credit" ->
          // of RabbitMQ's own AMQP 1.0; from elsewhere the queue itself crashes on it
          throw new StompError(
              "Processing error",
              "header '" + GENERIC + name + "' is not allowed: it is not a consumer argument\n");
      default -> HeaderValues.guess(value);
    };
  }

  private static Integer priority(String value) throws StompError {
    long number = HeaderValues.number("x-priority", value);
    if (number != (int) number) {
      throw StompError.badHeader("x-priority", value, "a whole number of 32 bits");
    }
    return (int) number;
  }

  /** RabbitMQ would crash on what is none of these, and take its connection with it. */
  private static Object offset(String value) throws StompError {
    try {
      if (value.startsWith("timestamp=")) {
        return Instant.ofEpochSecond(
            number(value.substring("timestamp=".length()), LAST_SECOND_OF_9999));
      }
      if (value.startsWith("offset=")) {
        return number(value.substring("offset=".length()), Long.MAX_VALUE);
      }
      return isWord(value) ? value : (Object) number(value, Long.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw StompError.badHeader("x-stream-offset", value, OFFSETS);
    }
  }

  private static long number(String text, long most) {
    long number = Long.parseLong(text);
    if (number < 0 || number > most) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  private static boolean isWord(String value) {
    return switch (value) {
      case "first", "last", "next" -> true;
      default -> HeaderValues.isInterval(value);
    };
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
