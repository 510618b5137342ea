package io.github.stomprelay.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A destination pattern such as {@code /app/every-chat/message/{roomId}}: segments between {@code
 * /} or {@code .}, which mean the same, each a word or a variable that stands for exactly one
 * segment. Matching is linear in the destination.
 */
final class RoutePattern {
  /** Words before variables, from left to right: the order in which patterns are tried. */
  static final Comparator<RoutePattern> WORDS_FIRST = RoutePattern::compare;

  private static final Set<String> TAKEN =
      Set.of("queue", "topic", "exchange", "amq", "temp-queue", "reply-queue", "dsub");

  private final String written;
  private final List<String> segments;

  RoutePattern(String route, String written) {
    this.written = written;
    this.segments = segments(written);
    String setting = "route." + route + ".destination: '" + written + "' ";
    if (!written.startsWith("/") || segments.size() < 2 || segments.contains("")) {
      throw new RouteConfigException(
          setting
              + "is not a route; it starts with / and has two segments or more: /app/chat.send");
    }
    if (TAKEN.contains(prefix()) || isVariable(prefix())) {
      throw new RouteConfigException(
          setting + "starts with what is the broker's or nobody's; start it with /app");
    }
    Set<String> seen = new LinkedHashSet<>();
    for (String segment : segments) {
      boolean braces = segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0;
      if (braces && (!isVariable(segment) || !seen.add(segment))) {
        throw new RouteConfigException(
            setting
                + "has '"
                + segment
                + "'; a variable is a whole segment {name}, each name once");
      }
    }
  }

  /** The segments of a destination. */
  static List<String> segments(String destination) {
    List<String> segments = new ArrayList<>();
    int start = destination.startsWith("/") ? 1 : 0;
    for (int i = start; i <= destination.length(); i++) {
      if (i == destination.length() || isSeparator(destination.charAt(i))) {
        segments.add(destination.substring(start, i));
        start = i + 1;
      }
    }
    return segments;
  }

  /** The first segment of a destination that starts with a slash. */
  static String first(String destination) {
    int end = 1;
    while (end < destination.length() && !isSeparator(destination.charAt(end))) {
      end++;
    }
    return destination.substring(1, end);
  }

  private static boolean isSeparator(char c) {
    return c == '/' || c == '.';
  }

  private static boolean isVariable(String segment) {
    return segment.length() > 2
        && segment.startsWith("{")
        && segment.indexOf('}') == segment.length() - 1
        && segment.lastIndexOf('{') == 0;
  }

  private static String name(String variable) {
    return variable.substring(1, variable.length() - 1);
  }

  /** The first segment: every destination that starts with it belongs to the routes. */
  String prefix() {
    return segments.get(0);
  }

  /** The names of the variables. */
  Set<String> variables() {
    Set<String> names = new LinkedHashSet<>();
    segments.stream().filter(RoutePattern::isVariable).forEach(s -> names.add(name(s)));
    return names;
  }

  /** The values of the variables, or null if the destination is not of this pattern. */
  @Nullable Map<String, String> match(List<String> destination) {
    if (destination.size() != segments.size()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      String word = destination.get(i);
      if (isVariable(segment) && !word.isEmpty()) {
        values.put(name(segment), word);
      } else if (!segment.equals(word)) {
        return null;
      }
    }
    return values;
  }

  /** Returns whether both match exactly the same destinations. */
  boolean sameAs(RoutePattern other) {
    return withoutNames().equals(other.withoutNames());
  }

  private List<String> withoutNames() {
    return segments.stream().map(s -> isVariable(s) ? "{}" : s).toList();
  }

  private static int compare(RoutePattern one, RoutePattern two) {
    int shared = Math.min(one.segments.size(), two.segments.size());
    for (int i = 0; i < shared; i++) {
      boolean first = isVariable(one.segments.get(i));
      boolean second = isVariable(two.segments.get(i));
      if (first != second) {
        return first ? 1 : -1;
      }
    }
    return Integer.compare(one.segments.size(), two.segments.size());
  }

  @Override
  public String toString() {
    return written;
  }
}
