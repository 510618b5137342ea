package io.github.stomprelay.permission;

import org.jspecify.annotations.Nullable;

/**
 * Whether a session may do something.
 *
 * @param rule what decided, in the operator's words: a rule's setting, a claim; null where nothing
 *     speaks of it
 * @param cause why not, in words that a client may read; empty if it may
 */
public record Decision(boolean allowed, @Nullable String rule, String cause) {
  static final Decision UNRESTRICTED = new Decision(true, null, "");
  static final Decision NOT_GRANTED = new Decision(false, null, "nothing permits it");

  static Decision allowed(String rule) {
    return new Decision(true, rule, "");
  }

  static Decision denied(String rule) {
    return new Decision(false, rule, "it is denied");
  }

  static Decision unusable(PatternException e) {
    return new Decision(false, null, e.why());
  }
}
