package io.github.stomprelay.route;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The people in the rooms of this relay: a person with several sessions in a room counts once. As
 * large as the memberships of the relay's sessions together, which are bounded one by one.
 */
public final class LocalPresence implements Presence {
  /** Sessions per person, per room; an inner map is only changed inside compute of the outer. */
  private final Map<String, Map<String, Integer>> rooms = new ConcurrentHashMap<>();

  @Override
  public void joined(String room, String person) {
    rooms.compute(
        room,
        (name, people) -> {
          Map<String, Integer> present = people == null ? new ConcurrentHashMap<>() : people;
          present.merge(person, 1, Integer::sum);
          return present;
        });
  }

  @Override
  public void left(String room, String person) {
    rooms.computeIfPresent(
        room,
        (name, people) -> {
          people.computeIfPresent(person, (p, sessions) -> sessions == 1 ? null : sessions - 1);
          return people.isEmpty() ? null : people;
        });
  }

  @Override
  public int count(String room) {
    Map<String, Integer> people = rooms.get(room);
    return people == null ? 0 : people.size();
  }

  /** People per room, of all rooms that have any. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    rooms.forEach((room, people) -> counts.put(room, people.size()));
    return counts;
  }
}
