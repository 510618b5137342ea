package io.github.stomprelay.relay;

import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.config.RouteConfig;
import io.github.stomprelay.config.RoutingConfig;
import io.github.stomprelay.route.Presence;
import io.github.stomprelay.route.PresenceOptions;
import io.github.stomprelay.route.RouteConfigException;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import java.util.List;

/** The configuration of the room {@code route}. */
final class RouteSetup {
  private RouteSetup() {}

  static Routes routes(RelayConfig config, Presence presence) throws RelayException {
    try {
      return new Routes(definitions(config), options(config.routing()), presence);
    } catch (RouteConfigException e) {
      throw new RelayException(String.valueOf(e.getMessage()), e);
    }
  }

  /** What is wrong with the routes. */
  static List<RouteConfigException> problems(RelayConfig config) {
    return Routes.problems(definitions(config), options(config.routing()));
  }

  private static List<RouteDefinition> definitions(RelayConfig config) {
    return config.routes().stream().map(RouteSetup::definition).toList();
  }

  private static RouteOptions options(RoutingConfig routing) {
    return new RouteOptions(
        routing.safeCharacters(),
        routing.maxRooms(),
        routing.maxDepth(),
        RouteOptions.defaults().maxBodyBytes());
  }

  /** How this relay and others tell each other who is where. */
  static PresenceOptions presence(RoutingConfig.Presence presence) {
    long periods = presence.expiry().toNanos() / Math.max(1, presence.interval().toNanos());
    return new PresenceOptions(
        presence.exchange(),
        PresenceOptions.defaults().settle(),
        presence.interval(),
        Math.toIntExact(Math.max(1, periods)));
  }

  /** Whether people are counted across relays. */
  static boolean countsAcrossRelays(RelayConfig config) {
    return !config.routing().presence().exchange().isEmpty()
        && config.routes().stream().anyMatch(route -> !route.join().isEmpty());
  }

  private static RouteDefinition definition(RouteConfig route) {
    return new RouteDefinition(
        route.name(),
        route.destination(),
        route.exchange(),
        route.routingKey(),
        route.set(),
        route.headers(),
        route.contentType(),
        route.persistent(),
        route.ephemeral(),
        OptionalText.orNull(route.join()),
        route.leave().map(RouteSetup::leave).orElse(null),
        OptionalText.orNull(route.countField()),
        OptionalText.orNull(route.require()));
  }

  private static RouteDefinition.Leave leave(RouteConfig.Leave leave) {
    return new RouteDefinition.Leave(
        leave.exchange(),
        leave.routingKey(),
        leave.headers(),
        leave.body(),
        OptionalText.orNull(leave.countField()));
  }
}
