package io.github.stomprelay.route;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes of the legacy chat, its people, and a presence that only counts. */
final class LegacyRoutes {
  static final Map<String, String> TYPE_ID = Map.of("__TypeId__", "com.example.ChatMessage");

  private LegacyRoutes() {}

  /** Joins, tells who and how, and says LEAVE at the end. */
  static RouteDefinition addUser(@Nullable String countField) {
    return new RouteDefinition(
        "join",
        "/app/chat.addUser",
        "connect.exchange",
        "room.{body.roomId}",
        ordered("sender", "{principal}", "type", "JOIN", "auth", "{claims.roles}"),
        TYPE_ID,
        "application/json",
        true,
        false,
        "{body.roomId}",
        new RouteDefinition.Leave(
            "disconnect.exchange",
            "room.{room}",
            TYPE_ID,
            ordered(
                "type",
                "LEAVE",
                "sender",
                "{principal}",
                "roomId",
                "{room}",
                "auth",
                "{claims.roles}"),
            countField),
        countField,
        null);
  }

  static RouteDefinition sendMessage() {
    return plain("talk", "/app/chat.sendMessage", "room.{body.roomId}");
  }

  static RouteDefinition plain(String name, String destination, String routingKey) {
    return new RouteDefinition(
        name,
        destination,
        "send.exchange",
        routingKey,
        Map.of(),
        Map.of(),
        "application/json",
        true,
        false,
        null,
        null,
        null,
        null);
  }

  static Map<String, String> ordered(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return map;
  }

  static Principal person(String name, Object roles) {
    Map<String, Object> claims = Map.of("sub", name, "roles", roles, "org", Map.of("id", "o-1"));
    return new Principal(name, claims, null, new BrokerAccount("/", "relay", "secret"), true);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Sessions per room and person, of one thread. */
  static final class Counting implements Presence {
    private final Map<String, Map<String, Integer>> rooms = new HashMap<>();

    @Override
    public void joined(String room, String person) {
      rooms.computeIfAbsent(room, r -> new HashMap<>()).merge(person, 1, Integer::sum);
    }

    @Override
    public void left(String room, String person) {
      rooms.getOrDefault(room, Map.of()).computeIfPresent(person, (p, n) -> n == 1 ? null : n - 1);
    }

    @Override
    public int count(String room) {
      return rooms.getOrDefault(room, Map.of()).size();
    }

    List<String> people(String room) {
      return List.copyOf(rooms.getOrDefault(room, Map.of()).keySet());
    }
  }
}
