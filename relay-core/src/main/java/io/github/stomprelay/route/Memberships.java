package io.github.stomprelay.route;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rooms one session has joined, each once, in the order of joining. Owned by the session, on
 * its event loop; {@link RouteOptions#maxRooms} bounds it.
 */
public final class Memberships {
  private final Set<Membership> joined = new LinkedHashSet<>();

  /** Rooms joined, in order, by any route. */
  List<String> rooms() {
    return joined.stream().map(Membership::room).distinct().toList();
  }

  boolean contains(Membership membership) {
    return joined.contains(membership);
  }

  void add(Membership membership) {
    joined.add(membership);
  }

  int size() {
    return joined.size();
  }

  /** All of them; there are none afterwards. */
  List<Membership> drain() {
    List<Membership> all = List.copyOf(joined);
    joined.clear();
    return all;
  }
}
