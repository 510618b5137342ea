package io.github.stomprelay.route;

import io.github.stomprelay.auth.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The rooms one session has joined, each once, in the order of joining, and as whom it joined.
 * Owned by the session, on its event loop; {@link RouteOptions#maxRooms} bounds it.
 */
public final class RoomMemberships {
  private final Map<RoomMembership, Principal> joined = new LinkedHashMap<>();

  /** Rooms joined, in order, by any route. */
  public List<String> rooms() {
    return joined.keySet().stream().map(RoomMembership::room).distinct().toList();
  }

  boolean contains(RoomMembership membership) {
    return joined.containsKey(membership);
  }

  void add(RoomMembership membership, Principal principal) {
    joined.put(membership, principal);
  }

  /** Returns how many. */
  public int size() {
    return joined.size();
  }

  /** Gives away all of them; there are none afterwards. */
  void drain(BiConsumer<RoomMembership, Principal> each) {
    Map<RoomMembership, Principal> all = new LinkedHashMap<>(joined);
    joined.clear();
    all.forEach(each);
  }
}
