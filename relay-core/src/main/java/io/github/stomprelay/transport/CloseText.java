package io.github.stomprelay.transport;

import java.nio.charset.StandardCharsets;

/** Cuts a reason to what a WebSocket close frame holds: 123 bytes of UTF-8. */
final class CloseText {
  private static final int MAX_BYTES = 123;

  private CloseText() {}

  static String fit(String text) {
    int end = Math.min(text.length(), MAX_BYTES);
    while (bytes(text, end) > MAX_BYTES) {
      end--;
    }
    if (end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  private static int bytes(String text, int end) {
    return text.substring(0, end).getBytes(StandardCharsets.UTF_8).length;
  }
}
