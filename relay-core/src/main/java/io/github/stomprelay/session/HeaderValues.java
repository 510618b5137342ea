package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Headers that are more than text, and what is said about those that are not what they should. */
final class HeaderValues {
  private static final Pattern INTERVAL = Pattern.compile("[0-9]{1,9}[YMDhms]");

  private HeaderValues() {}

  /** A header that is true or false; absent: null. */
  static @Nullable Boolean flag(Headers headers, String name) throws StompError {
    @Nullable String value = headers.get(name);
    return value == null ? null : flag(name, value);
  }

  static Boolean flag(String name, String value) throws StompError {
    return switch (value) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> throw StompError.badHeader(name, value, "true or false");
    };
  }

  /** A header that is a whole number; absent: null. */
  static @Nullable Long number(Headers headers, String name) throws StompError {
    @Nullable String value = headers.get(name);
    return value == null ? null : number(name, value);
  }

  static Long number(String name, String value) throws StompError {
    try {
      return Long.valueOf(value.strip());
    } catch (NumberFormatException e) {
      throw StompError.badHeader(name, value, "a whole number");
    }
  }

  /** A header that is one of these words. */
  static String oneOf(String name, String value, String... words) throws StompError {
    if (!List.of(words).contains(value.strip())) {
      throw StompError.badHeader(name, value, String.join(", ", words));
    }
    return value.strip();
  }

  /** A header that is a span of time in RabbitMQ's words, such as {@code 7D}. */
  static String interval(String name, String value) throws StompError {
    if (!isInterval(value.strip())) {
      throw StompError.badHeader(
          name, value, "a number with its unit: Y, M, D, h, m or s, such as 7D");
    }
    return value.strip();
  }

  static boolean isInterval(String value) {
    return INTERVAL.matcher(value).matches();
  }

  /** Returns what the text looks like: true or false, a whole number, or text. */
  static Object guess(String value) {
    if (value.equals("true") || value.equals("false")) {
      return Boolean.valueOf(value);
    }
    try {
      return Long.valueOf(value);
    } catch (NumberFormatException e) {
      return value;
    }
  }
}
