package io.github.stomprelay.permission;

import io.github.stomprelay.auth.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a session's owner, by name: {@code principal} and {@code vhost}, and each claim
 * of its token. A dotted name is a claim of that name or, where there is none, a path into objects.
 */
record Claims(Principal principal) {
  /** The value, or null. */
  @Nullable Object value(String name) {
    return switch (name) {
      case "principal" -> principal.name();
      case "vhost" -> principal.account().virtualHost();
      default -> claim(name);
    };
  }

  /** The value as a list, which most claims have no more than one element of. */
  List<?> values(String name) {
    @Nullable Object value = value(name);
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> several ? several : List.of(value);
  }

  private @Nullable Object claim(String name) {
    @Nullable Object at = principal.claims().get(name);
    if (at != null) {
      return at;
    }
    at = principal.claims();
    for (String step : name.split("\\.", -1)) {
      at = at instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return at;
  }

  /** Returns whether a claim has this value, or holds it in its list. */
  boolean has(Condition condition) {
    return values(condition.claim()).stream()
        .anyMatch(value -> isPlain(value) && value.toString().equals(condition.value()));
  }

  /** Returns whether a value is a text, a number or a truth: something that can stand in a text. */
  static boolean isPlain(Object value) {
    return value instanceof String || value instanceof Number || value instanceof Boolean;
  }
}
