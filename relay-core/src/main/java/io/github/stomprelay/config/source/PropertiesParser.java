package io.github.stomprelay.config.source;

import io.github.stomprelay.setting.Origin;
import io.github.stomprelay.setting.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * The syntax of {@link java.util.Properties}: comments, continuation lines, escapes. Notes
 * malformed escapes as problems, with their line.
 */
final class PropertiesParser {
  /** A key and its value, and the line on which they begin. */
  record Entry(String key, String value, int line) {}

  private final String name;
  private final List<String> lines;
  private final List<Problem> problems;
  private int next;

  PropertiesParser(String name, String text, List<Problem> problems) {
    this.name = name;
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.lines = body.lines().toList();
    this.problems = problems;
  }

  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    while (next < lines.size()) {
      int line = next + 1;
      String text = stripBlanks(lines.get(next++));
      // a line that is continued before it began: Java then looks for comments again
      boolean empty = text.isEmpty() || (text.equals("\\") && next < lines.size());
      if (!empty && text.charAt(0) != '#' && text.charAt(0) != '!') {
        entries.add(split(logicalLine(text), line));
      }
    }
    return entries;
  }

  /** Joins the lines that follow, while each ends in an odd number of backslashes. */
  private String logicalLine(String first) {
    StringBuilder joined = new StringBuilder(first);
    while (endsInOddBackslashes(joined)) {
      joined.setLength(joined.length() - 1);
      if (next == lines.size()) {
        break;
      }
      joined.append(stripBlanks(lines.get(next++)));
    }
    return joined.toString();
  }

  private Entry split(String text, int line) {
    int end = keyEnd(text);
    int value = end;
    while (value < text.length() && isBlank(text.charAt(value))) {
      value++;
    }
    if (value < text.length() && (text.charAt(value) == '=' || text.charAt(value) == ':')) {
      value++;
    }
    return new Entry(
        unescape(text.substring(0, end), line),
        unescape(stripBlanks(text.substring(value)), line),
        line);
  }

  private static int keyEnd(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '=' || c == ':' || isBlank(c)) {
        break;
      }
      i += c == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length());
  }

  private String unescape(String text, int line) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        plain.append(c);
      } else if (text.charAt(++i) == 'u') {
        plain.append(unicode(text, i + 1, line));
        i = Math.min(i + 4, text.length() - 1);
      } else {
        plain.append(escaped(text.charAt(i)));
      }
    }
    return plain.toString();
  }

  private char unicode(String text, int start, int line) {
    String digits = text.substring(start, Math.min(start + 4, text.length()));
    if (digits.matches("[0-9A-Fa-f]{4}")) {
      return (char) Integer.parseInt(digits, 16);
    }
    problems.add(
        Problem.error(
            Origin.file(name, line),
            "malformed escape \\u" + digits,
            "four hexadecimal digits belong after \\u; a backslash itself is \\\\"));
    return '\uFFFD';
  }

  private static char escaped(char c) {
    return switch (c) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'f' -> '\f';
      default -> c;
    };
  }

  private static boolean endsInOddBackslashes(CharSequence text) {
    int count = 0;
    while (count < text.length() && text.charAt(text.length() - 1 - count) == '\\') {
      count++;
    }
    return count % 2 == 1;
  }

  private static String stripBlanks(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.charAt(start))) {
      start++;
    }
    return text.substring(start);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\f';
  }
}
