package io.github.stomprelay.route;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What relays tell each other about the people in their rooms, as JSON: {@code
 * {"relay":"5f3c","kind":"changes","rooms":{"r1":3,"r2":0}}}.
 *
 * @param relay who says it
 * @param rooms people per room at that relay; 0 where nobody is left
 * @param first whether this part begins a snapshot
 * @param last whether this part ends it
 */
record PresenceMessage(
    String relay, Kind kind, Map<String, Integer> rooms, boolean first, boolean last) {

  /** What is said. */
  enum Kind {
    /** I am new: tell me everything. */
    HELLO,
    /** These rooms have changed. */
    CHANGES,
    /** These are all my rooms. */
    SNAPSHOT,
    /** I am going: forget my rooms. */
    BYE
  }

  private static final int DEPTH = 2;
  private static final int MOST_PEOPLE = 100_000_000;

  static PresenceMessage hello(String relay) {
    return new PresenceMessage(relay, Kind.HELLO, Map.of(), false, false);
  }

  static PresenceMessage bye(String relay) {
    return new PresenceMessage(relay, Kind.BYE, Map.of(), false, false);
  }

  static PresenceMessage changes(String relay, Map<String, Integer> rooms) {
    return new PresenceMessage(relay, Kind.CHANGES, rooms, false, false);
  }

  byte[] encode() {
    JsonObject object = new JsonObject();
    object.addProperty("relay", relay);
    object.addProperty("kind", kind.name().toLowerCase(Locale.ROOT));
    JsonObject counts = new JsonObject();
    rooms.forEach(counts::addProperty);
    object.add("rooms", counts);
    object.addProperty("first", first);
    object.addProperty("last", last);
    return JsonBody.write(object);
  }

  /** The message, or null if it is none: the exchange is open to others, and they may err. */
  static @Nullable PresenceMessage decode(byte[] body) {
    try {
      JsonObject object = JsonBody.read(body, DEPTH);
      String kind = object.get("kind").getAsString().toUpperCase(Locale.ROOT);
      return new PresenceMessage(
          name(object.get("relay").getAsString()),
          Kind.valueOf(kind),
          counts(object.getAsJsonObject("rooms")),
          object.get("first").getAsBoolean(),
          object.get("last").getAsBoolean());
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static Map<String, Integer> counts(JsonObject object) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      int count = entry.getValue().getAsInt();
      if (count < 0 || count > MOST_PEOPLE) {
        throw new IllegalArgumentException("count " + count);
      }
      counts.put(name(entry.getKey()), count);
    }
    return counts;
  }

  private static String name(String name) {
    if (name.isEmpty() || name.length() > Envelope.SHORT_STRING) {
      throw new IllegalArgumentException("a name of " + name.length() + " characters");
    }
    return name;
  }
}
