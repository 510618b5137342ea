package io.github.stomprelay.route;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object in the body of a SEND: UTF-8 and RFC 8259 to the letter, nesting bounded;
 * of a name that appears twice the last value counts, as in a browser. Order of fields, unknown
 * fields and the digits of numbers survive reading and writing.
 */
final class JsonBody {
  private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

  private JsonBody() {}

  static JsonObject read(byte[] body, int maxDepth) {
    String text = text(body);
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      reader.setNestingLimit(maxDepth);
      if (reader.peek() != JsonToken.BEGIN_OBJECT) {
        throw RouteRefused.badBody("The body is JSON, but not an object: {\"field\":\"value\"}.");
      }
      JsonElement element = ELEMENTS.read(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw RouteRefused.badBody("The body holds more than one JSON object.");
      }
      return element.getAsJsonObject();
    } catch (IOException | JsonParseException e) {
      throw RouteRefused.badBody("The body is not a JSON object" + reason(e, maxDepth) + ".");
    }
  }

  static byte[] write(JsonObject object) {
    return object.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw RouteRefused.badBody("The body is not UTF-8 text.");
    }
  }

  /** Returns where the reader stumbled; its own words are for programmers. */
  private static String reason(Exception problem, int maxDepth) {
    @Nullable String message = problem.getMessage();
    if (message == null) {
      return "";
    }
    if (message.contains("Nesting limit")) {
      return " of at most " + maxDepth + " levels";
    }
    int from = message.indexOf(" at line ");
    int to = message.indexOf(" path ", from + 1);
    return from < 0 || to < from ? "" : ":" + message.substring(from, to);
  }
}
