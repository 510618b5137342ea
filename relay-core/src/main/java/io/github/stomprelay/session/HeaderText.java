package io.github.stomprelay.session;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.github.stomprelay.broker.MessageProperties;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A value of the AMQP headers table as text: text and numbers as they are, time stamps as seconds
 * since 1970, bytes as base64, tables and arrays as JSON. RabbitMQ's plugin drops all but text and
 * whole numbers.
 */
final class HeaderText {
  private HeaderText() {}

  static String of(Object value) {
    if (value instanceof String text) {
      return text;
    }
    JsonElement json = json(value);
    return json.isJsonPrimitive() ? json.getAsString() : json.toString();
  }

  private static JsonElement json(Object value) {
    if (value instanceof Map<?, ?> table) {
      JsonObject object = new JsonObject();
      table.forEach((key, entry) -> object.add(String.valueOf(key), json(entry)));
      return object;
    }
    if (value instanceof List<?> list) {
      JsonArray array = new JsonArray(list.size());
      list.forEach(element -> array.add(json(element)));
      return array;
    }
    if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    }
    if (value instanceof Number number) {
      return finite(number) ? new JsonPrimitive(number) : new JsonPrimitive(number.toString());
    }
    if (value instanceof Instant instant) {
      return new JsonPrimitive(instant.getEpochSecond());
    }
    if (value instanceof MessageProperties.Bytes bytes) {
      return new JsonPrimitive(base64(bytes));
    }
    return value instanceof String text ? new JsonPrimitive(text) : JsonNull.INSTANCE;
  }

  private static boolean finite(Number number) {
    return !(number instanceof Double || number instanceof Float)
        || Double.isFinite(number.doubleValue());
  }

  private static String base64(MessageProperties.Bytes bytes) {
    byte[] octets = new byte[bytes.octets().size()];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = bytes.octets().get(i);
    }
    return Base64.getEncoder().encodeToString(octets);
  }
}
