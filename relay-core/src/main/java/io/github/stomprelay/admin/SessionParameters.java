package io.github.stomprelay.admin;

import io.github.stomprelay.session.SessionQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The parameters of {@code /sessions}. */
final class SessionParameters {
  private static final int DEFAULT_LIMIT = 100;
  private static final int HIGHEST_LIMIT = 1000;

  /** With details a session may be long. */
  private static final int HIGHEST_LIMIT_WITH_DETAILS = 100;

  private static final Set<String> NAMES = Set.of("user", "client", "limit", "after", "details");

  private SessionParameters() {}

  /**
   * Returns what they ask for.
   *
   * @throws IllegalArgumentException with one line for the operator that repeats nothing of theirs
   */
  static SessionQuery read(Map<String, List<String>> parameters) {
    if (!NAMES.containsAll(parameters.keySet())) {
      throw new IllegalArgumentException(
          "the parameters are " + String.join(", ", new TreeSet<>(NAMES)));
    }
    boolean details = details(one(parameters, "details"));
    @Nullable String after = one(parameters, "after");
    return new SessionQuery(
        one(parameters, "user"),
        one(parameters, "client"),
        after == null ? "" : after,
        limit(one(parameters, "limit"), details ? HIGHEST_LIMIT_WITH_DETAILS : HIGHEST_LIMIT),
        details);
  }

  private static @Nullable String one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new IllegalArgumentException(name + " is given twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private static boolean details(@Nullable String text) {
    if (text == null || text.equals("false")) {
      return false;
    }
    if (text.isEmpty() || text.equals("true")) {
      return true;
    }
    throw new IllegalArgumentException("details is true or false");
  }

  private static int limit(@Nullable String text, int highest) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    int limit = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > highest) {
      throw new IllegalArgumentException("limit is a number from 1 to " + highest);
    }
    return limit;
  }
}
