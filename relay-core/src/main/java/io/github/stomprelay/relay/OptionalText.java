package io.github.stomprelay.relay;

import org.jspecify.annotations.Nullable;

/** A text of the configuration that may be unset: empty there, null in the other rooms. */
final class OptionalText {
  private OptionalText() {}

  static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
