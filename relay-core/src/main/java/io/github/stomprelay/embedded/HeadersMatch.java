package io.github.stomprelay.embedded;

import java.util.Map;
import java.util.Objects;

/** How a headers exchange compares a binding's arguments with a message's headers. */
final class HeadersMatch {

  private HeadersMatch() {}

  /**
   * {@code x-match} any or all (the default); other arguments that begin with {@code x-} do not
   * count.
   */
  static boolean matches(Map<String, Object> arguments, Map<String, Object> headers) {
    boolean any = "any".equals(String.valueOf(arguments.get("x-match")));
    for (Map.Entry<String, Object> wanted : arguments.entrySet()) {
      if (!wanted.getKey().startsWith("x-") && holds(wanted, headers) == any) {
        return any;
      }
    }
    return !any;
  }

  // an argument without value asks only that the header be there
  private static boolean holds(Map.Entry<String, Object> wanted, Map<String, Object> headers) {
    return headers.containsKey(wanted.getKey())
        && (wanted.getValue() == null
            || Objects.equals(wanted.getValue(), headers.get(wanted.getKey())));
  }
}
