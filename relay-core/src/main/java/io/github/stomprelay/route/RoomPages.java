package io.github.stomprelay.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** People per room, in parts that fit into small messages. */
final class RoomPages {
  private static final int ROOMS = 1000;

  private final List<Map<String, Integer>> parts = new ArrayList<>();

  void add(String room, int count) {
    if (parts.isEmpty() || parts.get(parts.size() - 1).size() == ROOMS) {
      parts.add(new HashMap<>());
    }
    parts.get(parts.size() - 1).put(room, count);
  }

  List<Map<String, Integer>> all() {
    return parts;
  }
}
