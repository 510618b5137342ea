package io.github.stomprelay.permission;

import java.io.Serial;

/** A pattern that cannot be used; its message says why, without naming it. Without stack trace. */
final class PatternException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  PatternException(String why) {
    super(why, null, false, false);
  }

  String why() {
    return String.valueOf(getMessage());
  }
}
