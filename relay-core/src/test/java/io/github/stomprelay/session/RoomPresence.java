package io.github.stomprelay.session;

import io.github.stomprelay.route.Presence;

/** Nobody counts. */
public final class RoomPresence implements Presence {
  @Override
  public void joined(String room, String person) {}

  @Override
  public void left(String room, String person) {}

  @Override
  public int count(String room) {
    return 0;
  }
}
