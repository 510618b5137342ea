package io.github.stomprelay.permission;

import org.jspecify.annotations.Nullable;

/**
 * Whether a session may do something.
 *
 * @param rule what decided, in the operator's words: a rule's setting, a claim; null where nothing
 *     speaks of it
 * @param cause why not, in words that a client may read; empty if it may
 * @param awaitsJoin whether it may as soon as it has joined the room
 */
public record Decision(boolean allowed, @Nullable String rule, String cause, boolean awaitsJoin) {
  static final Decision UNRESTRICTED = new Decision(true, null, "", false);
  static final Decision NOT_GRANTED = new Decision(false, null, "nothing permits it", false);

  static Decision allowed(String rule) {
    return new Decision(true, rule, "", false);
  }

  static Decision denied(String rule) {
    return new Decision(false, rule, "it is denied", false);
  }

  static Decision notJoined(String rule) {
    return new Decision(false, rule, "its room has not been joined", true);
  }

  static Decision unusable(PatternException e) {
    return new Decision(false, null, e.why(), false);
  }
}
