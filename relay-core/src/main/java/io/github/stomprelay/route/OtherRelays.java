package io.github.stomprelay.route;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the other relays said about their rooms. Changed on one event loop; {@link #count} is for
 * all. Bounded: what exceeds {@link #MAX_RELAYS} or {@link #MAX_ROOMS} per relay is not counted.
 */
final class OtherRelays {
  static final int MAX_RELAYS = 256;
  static final int MAX_ROOMS = 100_000;

  /** One of them. */
  private static final class Relay {
    private final Map<String, Integer> rooms = new HashMap<>();
    private final Map<String, Integer> announced = new HashMap<>();
    private int silentPeriods;
  }

  private final Map<String, Relay> relays = new HashMap<>();
  private final Map<String, Integer> totals = new ConcurrentHashMap<>();

  /** People in this room at all other relays together. */
  int count(String room) {
    return totals.getOrDefault(room, 0);
  }

  /** Takes a relay's message in. */
  void on(PresenceMessage message) {
    Relay relay = relays.get(message.relay());
    if (relay == null) {
      if (relays.size() >= MAX_RELAYS) {
        return;
      }
      relay = new Relay();
      relays.put(message.relay(), relay);
    }
    relay.silentPeriods = 0;
    switch (message.kind()) {
      case HELLO -> {}
      case CHANGES -> change(relay, message.rooms());
      case SNAPSHOT -> snapshot(relay, message);
      case BYE -> {
        clear(relay);
        relays.remove(message.relay());
      }
    }
  }

  /** A period has passed: forgets who was silent for this many. */
  void onPeriod(int silentPeriods) {
    Iterator<Relay> all = relays.values().iterator();
    while (all.hasNext()) {
      Relay relay = all.next();
      relay.silentPeriods++;
      if (relay.silentPeriods >= silentPeriods) {
        clear(relay);
        all.remove();
      }
    }
  }

  private void change(Relay relay, Map<String, Integer> rooms) {
    rooms.forEach((room, count) -> set(relay, room, count));
  }

  private void snapshot(Relay relay, PresenceMessage part) {
    if (part.first()) {
      relay.announced.clear();
    }
    if (relay.announced.size() + part.rooms().size() <= MAX_ROOMS) {
      relay.announced.putAll(part.rooms());
    }
    if (part.last()) {
      for (String room : relay.rooms.keySet().toArray(String[]::new)) {
        if (!relay.announced.containsKey(room)) {
          set(relay, room, 0);
        }
      }
      change(relay, relay.announced);
      relay.announced.clear();
    }
  }

  private void clear(Relay relay) {
    for (String room : relay.rooms.keySet().toArray(String[]::new)) {
      set(relay, room, 0);
    }
  }

  private void set(Relay relay, String room, int count) {
    int before = relay.rooms.getOrDefault(room, 0);
    if (count == 0) {
      relay.rooms.remove(room);
    } else if (before > 0 || relay.rooms.size() < MAX_ROOMS) {
      relay.rooms.put(room, count);
    } else {
      return;
    }
    totals.merge(room, count - before, (a, b) -> a + b == 0 ? null : a + b);
    totals.remove(room, 0);
  }
}
