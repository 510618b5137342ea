package io.github.stomprelay.transport.sockjs;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;

/** Strings and arrays of strings in JSON, with the escapes that SockJS wants. */
final class JsonText {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  /** What has an escape of one letter, as browsers' JSON and sockjs-node write it. */
  private static final String SHORT = "\b\t\n\f\r";

  private static final String LETTERS = "btnfr";

  private JsonText() {}

  /** Appends a string as JSON: what some browser would change or lose on the way is escaped. */
  static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 && SHORT.indexOf(c) >= 0) {
        out.append('\\').append(LETTERS.charAt(SHORT.indexOf(c)));
      } else if (isFragile(c)) {
        escape(c, out);
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    quote(text, out);
    return out.toString();
  }

  private static boolean isFragile(char c) {
    if (c < 0x200c) {
      return c < 0x20;
    }
    return c <= 0x200f
        || (c >= 0x2028 && c <= 0x202f)
        || (c >= 0x2060 && c <= 0x206f)
        || Character.isSurrogate(c)
        || c >= 0xfff0;
  }

  static void escape(char c, StringBuilder out) {
    out.append("\\u")
        .append(HEX[c >> 12])
        .append(HEX[(c >> 8) & 0xf])
        .append(HEX[(c >> 4) & 0xf])
        .append(HEX[c & 0xf]);
  }

  /**
   * Reads an array of strings.
   *
   * @throws NotAnArrayException for JSON of another kind, or for nothing at all
   * @throws MalformedJsonException for what is no JSON, or holds something else than strings
   */
  static List<String> strings(String json) throws NotAnArrayException, MalformedJsonException {
    StringArrayParser parser = new StringArrayParser(json);
    if (parser.isArray()) {
      return parser.array();
    }
    if (!json.isBlank()) {
      checkSyntax(json);
    }
    throw new NotAnArrayException();
  }

  private static void checkSyntax(String json) throws MalformedJsonException {
    try (JsonReader reader = new JsonReader(new StringReader(json))) {
      reader.setStrictness(Strictness.STRICT);
      reader.skipValue();
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new MalformedJsonException("more than one value");
      }
    } catch (MalformedJsonException e) {
      throw e;
    } catch (IOException | IllegalStateException e) {
      throw new MalformedJsonException(String.valueOf(e.getMessage()));
    }
  }

  /** Reads one string. */
  static String string(String json) throws MalformedJsonException {
    return new StringArrayParser(json).string();
  }

  /** JSON, but no array. */
  static final class NotAnArrayException extends Exception {
    NotAnArrayException() {
      super("not an array", null, false, false);
    }
  }
}
