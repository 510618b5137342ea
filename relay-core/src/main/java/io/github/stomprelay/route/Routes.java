package io.github.stomprelay.route;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Publication;
import java.util.List;

/** All application destinations. Immutable, safe for all event loops. */
public final class Routes {
  /**
   * @throws RouteConfigException if a definition cannot work
   */
  public Routes(List<RouteDefinition> definitions, RouteOptions options, Presence presence) {}

  /** Whether the destination belongs to the routes, also if none of them matches it in full. */
  public boolean handles(String destination) {
    return false;
  }

  /** What a SEND becomes. On the session's event loop, which owns the memberships. */
  public RouteOutcome apply(
      String destination, byte[] body, Principal principal, Memberships memberships) {
    return new RouteOutcome.Refused("Unknown route", destination);
  }

  /**
   * What to publish when the session ends: one publication for each room it joined. There are no
   * memberships afterwards.
   */
  public List<Publication> leave(Principal principal, Memberships memberships) {
    return List.of();
  }
}
