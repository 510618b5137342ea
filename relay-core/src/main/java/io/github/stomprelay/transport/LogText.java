package io.github.stomprelay.transport;

import org.jspecify.annotations.Nullable;

/** Makes a client's words fit for a log line: printable ASCII, and not long. */
final class LogText {
  private static final int MAX = 100;

  private LogText() {}

  static String safe(@Nullable String text) {
    if (text == null) {
      return "-";
    }
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < Math.min(MAX, text.length()); i++) {
      char c = text.charAt(i);
      safe.append(c > ' ' && c < 0x7f ? c : '?');
    }
    return safe.append(text.length() > MAX ? "..." : "").toString();
  }
}
