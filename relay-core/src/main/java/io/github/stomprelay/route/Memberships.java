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
public final class Memberships {
  private final Map<Membership, Principal> joined = new LinkedHashMap<>();

  /** Rooms joined, in order, by any route. */
  public List<String> rooms() {
    return joined.keySet().stream().map(Membership::room).distinct().toList();
  }

  boolean contains(Membership membership) {
    return joined.containsKey(membership);
  }

  void add(Membership membership, Principal principal) {
    joined.put(membership, principal);
  }

  /** How many. */
  public int size() {
    return joined.size();
  }

  /** Gives away all of them; there are none afterwards. */
  void drain(BiConsumer<Membership, Principal> each) {
    Map<Membership, Principal> all = new LinkedHashMap<>(joined);
    joined.clear();
    all.forEach(each);
  }
}
