package io.github.stomprelay.transport.sockjs;

import com.google.gson.stream.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON made of strings, by the letter of RFC 8259, but for one thing that browsers do:
 * escaped halves of surrogate pairs may stand alone.
 */
final class StringArrayParser {
  private final String json;
  private int at;

  StringArrayParser(String json) {
    this.json = json;
  }

  /** Returns whether the text begins like an array. */
  boolean isArray() {
    skipSpace();
    return at < json.length() && json.charAt(at) == '[';
  }

  /** Reads the whole text as an array of strings. */
  List<String> array() throws MalformedJsonException {
    List<String> strings = new ArrayList<>();
    expect('[');
    skipSpace();
    if (at < json.length() && json.charAt(at) == ']') {
      at++;
    } else {
      strings.add(nextString());
      while (next() == ',') {
        strings.add(nextString());
      }
      at--;
      expect(']');
    }
    end();
    return strings;
  }

  /** Reads the whole text as one string. */
  String string() throws MalformedJsonException {
    String string = nextString();
    end();
    return string;
  }

  private void end() throws MalformedJsonException {
    skipSpace();
    if (at < json.length()) {
      throw malformed("more than one value");
    }
  }

  private String nextString() throws MalformedJsonException {
    expect('"');
    int start = at;
    while (at < json.length() && isPlain(json.charAt(at))) {
      at++;
    }
    if (at < json.length() && json.charAt(at) == '"') {
      return json.substring(start, at++);
    }
    return escapedString(new StringBuilder(json.length() - start).append(json, start, at));
  }

  private static boolean isPlain(char c) {
    return c != '"' && c != '\\' && c >= ' ';
  }

  private String escapedString(StringBuilder text) throws MalformedJsonException {
    while (true) {
      char c = take();
      if (c == '"') {
        return text.toString();
      }
      if (c < ' ') {
        throw malformed("a control character in a string");
      }
      text.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws MalformedJsonException {
    char c = take();
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unit();
      default -> throw malformed("an unknown escape");
    };
  }

  private char unit() throws MalformedJsonException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(take(), 16);
      if (digit < 0) {
        throw malformed("an escape without its four digits");
      }
      unit = 16 * unit + digit;
    }
    return (char) unit;
  }

  /** The next character that is no space. */
  private char next() throws MalformedJsonException {
    skipSpace();
    return take();
  }

  private char take() throws MalformedJsonException {
    if (at == json.length()) {
      throw malformed("the end is missing");
    }
    return json.charAt(at++);
  }

  private void expect(char expected) throws MalformedJsonException {
    if (next() != expected) {
      throw malformed("no " + expected + " where one must be");
    }
  }

  private void skipSpace() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private static MalformedJsonException malformed(String what) {
    return new MalformedJsonException(what);
  }
}
