package io.github.stomprelay.cli.logging;

/**
 * Makes text that a client may have sent harmless on a line: no line ends, no terminal commands, no
 * characters that turn the direction of writing (security: log injection).
 */
public final class Escapes {
  private Escapes() {}

  /** The text with every such character replaced by an escape. */
  public static String escape(String text) {
    int first = firstUnsafe(text);
    if (first < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      append(safe, text.charAt(i));
    }
    return safe.toString();
  }

  /**
   * As {@link #escape}, and backslashes of the text's own doubled, so that nobody's text looks like
   * an escape.
   */
  static String unambiguous(String text) {
    return escape(text.replace("\\", "\\\\"));
  }

  private static int firstUnsafe(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isUnsafe(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  private static void append(StringBuilder safe, char c) {
    if (!isUnsafe(c)) {
      safe.append(c);
    } else if (c == '\n') {
      safe.append("\\n");
    } else if (c == '\r') {
      safe.append("\\r");
    } else if (c == '\t') {
      safe.append("\\t");
    } else {
      safe.append("\\u").append(String.format("%04x", (int) c));
    }
  }

  private static boolean isUnsafe(char c) {
    return c < ' '
        || (c >= '\u007f' && c <= '\u009f')
        || (c >= '\u200b' && c <= '\u200f')
        || (c >= '\u2028' && c <= '\u202e')
        || (c >= '\u2066' && c <= '\u2069')
        || c == '\u061c'
        || c == '\ufeff';
  }
}
