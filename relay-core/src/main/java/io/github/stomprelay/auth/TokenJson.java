package io.github.stomprelay.auth;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.jsonwebtoken.io.AbstractDeserializer;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a token's header and claims: RFC 8259 to the letter, no name twice, 16 levels deep at most.
 * Whole numbers are {@link Long}, others {@link Double}, so that nobody takes 1.5 for a time. A
 * claim that is null counts as absent.
 */
public final class TokenJson extends AbstractDeserializer<Map<String, ?>> {
  private static final int DEPTH = 16;
  private static final int LONG_DIGITS = 18;

  /**
   * The claims in a text.
   *
   * @throws IOException if it is no JSON object
   */
  public static Map<String, Object> read(String text) throws IOException {
    return document(new StringReader(text));
  }

  @Override
  protected Map<String, ?> doDeserialize(Reader text) throws IOException {
    return document(text);
  }

  private static Map<String, Object> document(Reader text) throws IOException {
    JsonReader reader = new JsonReader(text);
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(DEPTH);
    Map<String, Object> object = object(reader);
    if (reader.peek() != JsonToken.END_DOCUMENT) {
      throw new MalformedJsonException("something follows the object");
    }
    return object;
  }

  private static Map<String, Object> object(JsonReader reader) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.containsKey(name)) {
        throw new MalformedJsonException("a name appears twice");
      }
      if (reader.peek() == JsonToken.NULL) {
        reader.nextNull();
      } else {
        object.put(name, value(reader));
      }
    }
    reader.endObject();
    return object;
  }

  private static Object value(JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object(reader);
      case BEGIN_ARRAY -> array(reader);
      case STRING -> reader.nextString();
      case NUMBER -> number(reader.nextString());
      case BOOLEAN -> reader.nextBoolean();
      default -> throw new MalformedJsonException("a value is missing");
    };
  }

  private static List<Object> array(JsonReader reader) throws IOException {
    List<Object> array = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      if (reader.peek() == JsonToken.NULL) {
        reader.nextNull();
      } else {
        array.add(value(reader));
      }
    }
    reader.endArray();
    return array;
  }

  private static Number number(String text) throws IOException {
    if (text.length() <= LONG_DIGITS && isWhole(text)) {
      return Long.valueOf(text);
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new MalformedJsonException("a number is too large");
    }
    return number;
  }

  private static boolean isWhole(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '-' && (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }
}
