package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Headers;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The headers of SUBSCRIBE that make the arguments of queue.bind, so that headers exchanges can be
 * used: {@code x-match}, and {@code x-bind-<header>} for each header that must have a value; an
 * empty value asks only that the header is there. Text, because headers sent by STOMP are text.
 */
final class BindingHeaders {
  private static final String MATCH = "x-match";
  private static final String HEADER = "x-bind-";

  private BindingHeaders() {}

  static boolean isOne(String name) {
    return name.equals(MATCH) || name.startsWith(HEADER);
  }

  static Map<String, Object> arguments(Headers headers) throws StompError {
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      String value = headers.value(i);
      if (name.equals(MATCH)) {
        arguments.put(MATCH, match(value));
      } else if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
        arguments.put(name.substring(HEADER.length()), value.isEmpty() ? Void.class : value);
      }
    }
    return arguments;
  }

  private static String match(String value) throws StompError {
    return switch (value) {
      case "all", "any", "all-with-x", "any-with-x" -> value;
      default -> throw StompError.badHeader(MATCH, value, "all, any, all-with-x, any-with-x");
    };
  }
}
