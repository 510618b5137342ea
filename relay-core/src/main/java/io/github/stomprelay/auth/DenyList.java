package io.github.stomprelay.auth;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Revoked tokens and users, whatever their signatures say. Immutable.
 *
 * @param tokens by their claim {@code jti}
 * @param users by the name that a session has
 */
record DenyList(Set<String> tokens, Set<String> users) {
  static final DenyList EMPTY = new DenyList(Set.of(), Set.of());

  private static final String TOKEN = "jti:";
  private static final String USER = "sub:";

  /** Takes copies. */
  DenyList {
    tokens = Set.copyOf(tokens);
    users = Set.copyOf(users);
  }

  /**
   * Reads lines {@code jti:ID} and {@code sub:USER}; blank ones and those that begin with {@code #}
   * say nothing.
   *
   * @throws AuthenticationConfigException naming the line that is none of these
   */
  static DenyList parse(List<String> lines) {
    Set<String> tokens = new HashSet<>();
    Set<String> users = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith(TOKEN) && line.length() > TOKEN.length()) {
        tokens.add(line.substring(TOKEN.length()));
      } else if (line.startsWith(USER) && line.length() > USER.length()) {
        users.add(line.substring(USER.length()));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        throw new AuthenticationConfigException(
            DeniedTokens.SETTING, "line " + (i + 1) + " is neither jti:<id> nor sub:<user>");
      }
    }
    return new DenyList(tokens, users);
  }

  boolean denies(Principal principal) {
    if (tokens.isEmpty() && users.isEmpty()) {
      return false;
    }
    @Nullable Object id = principal.claims().get("jti");
    return users.contains(principal.name()) || (id instanceof String text && tokens.contains(text));
  }
}
