package io.github.stomprelay.relay;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.route.Presence;
import io.github.stomprelay.route.RouteConfigException;
import io.github.stomprelay.route.Routes;
import java.util.List;

/** Reads the templates of the application routes. */
final class RouteSetup {
  private RouteSetup() {}

  static Routes routes(RelayConfig config, Presence presence) throws RelayException {
    try {
      return new Routes(config.routes(), config.routing(), presence);
    } catch (RouteConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns what is wrong with the routes. */
  static List<RouteConfigException> problems(RelayConfig config) {
    return Routes.problems(config.routes(), config.routing());
  }

  /** Returns whether people are counted across relays. */
  static boolean countsAcrossRelays(RelayConfig config) {
    return !config.presence().exchange().isEmpty()
        && config.routes().stream().anyMatch(route -> route.join() != null);
  }
}
