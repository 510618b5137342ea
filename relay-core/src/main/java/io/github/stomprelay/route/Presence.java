package io.github.stomprelay.route;

/** How many people are in a room. Called on any event loop, never blocks. */
public interface Presence {
  /** One session of this person has joined the room. */
  void joined(String room, String person);

  /** One session of this person, that had joined, has left it. */
  void left(String room, String person);

  /** People in the room, as far as this relay knows at this moment. */
  int count(String room);
}
