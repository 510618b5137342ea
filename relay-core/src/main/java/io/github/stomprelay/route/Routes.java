package io.github.stomprelay.route;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.Publication;
import io.github.stomprelay.task.Guarded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All application destinations: which route a SEND takes, what it becomes, and what is published
 * when a session ends. Where several patterns match, words win over variables, from left to right.
 *
 * <p>Templates: {@code {body.a.b}} is a text, number or boolean of the JSON body, {@code {path.x}}
 * a variable of the destination, {@code {claims.x}} a claim of the token (of a list the first
 * element), {@code {principal}} the name of the session's owner. A value that is missing refuses
 * the SEND; one that goes into a routing key or a room may only hold {@link
 * RouteOptions#safeCharacters}. Nothing of the SEND's own headers is published.
 *
 * <p>Immutable, safe for all event loops.
 */
public final class Routes {
  private static final int LISTED = 5;
  private static final int QUOTED = 120;

  private final List<Route> routes;
  private final Map<String, Route> byName = new HashMap<>();
  private final Set<String> prefixes = new LinkedHashSet<>();
  private final Presence presence;

  /**
   * @throws RouteConfigException if a definition cannot work
   */
  public Routes(List<RouteDefinition> definitions, RouteOptions options, Presence presence) {
    List<Route> sorted =
        read(
            definitions,
            options,
            problem -> {
              throw problem;
            });
    for (Route route : sorted) {
      byName.put(route.name(), route);
      prefixes.add(route.pattern().prefix());
    }
    sorted.sort(Comparator.comparing(Route::pattern, RoutePattern.WORDS_FIRST));
    this.routes = List.copyOf(sorted);
    this.presence = presence;
  }

  /** Returns what is wrong with definitions: the first problem of each that cannot work. */
  public static List<RouteConfigException> problems(
      List<RouteDefinition> definitions, RouteOptions options) {
    List<RouteConfigException> problems = new ArrayList<>();
    try {
      var unused = read(definitions, options, problems::add);
    } catch (RouteConfigException e) {
      problems.add(e);
    }
    return problems;
  }

  /**
   * @throws RouteConfigException if the options cannot work; the rest goes to {@code problems}
   */
  private static List<Route> read(
      List<RouteDefinition> definitions,
      RouteOptions options,
      Consumer<RouteConfigException> problems) {
    SafeCharacters safe = new SafeCharacters(options.safeCharacters());
    List<Route> read = new ArrayList<>();
    for (RouteDefinition definition : definitions) {
      try {
        Route route = new Route(definition, options, safe);
        read.forEach(other -> checkDifferent(route, other));
        read.add(route);
      } catch (RouteConfigException e) {
        problems.accept(e);
      }
    }
    return read;
  }

  private static void checkDifferent(Route one, Route two) {
    if (one.name().equals(two.name())) {
      throw new RouteConfigException("route." + one.name() + ": is declared twice");
    }
    if (one.pattern().sameAs(two.pattern())) {
      throw new RouteConfigException(
          "route.%s.destination: '%s' matches the same as '%s' of route '%s'"
              .formatted(one.name(), one.pattern(), two.pattern(), two.name()));
    }
  }

  /**
   * Returns whether the destination belongs to the routes, also if none of them matches it in full.
   */
  public boolean handles(String destination) {
    if (prefixes.isEmpty() || !destination.startsWith("/")) {
      return false;
    }
    return prefixes.contains(RoutePattern.first(destination));
  }

  /** Returns what a SEND becomes. On the session's event loop, which owns the memberships. */
  public RouteOutcome apply(
      String destination, byte[] body, Principal principal, RoomMemberships memberships) {
    List<String> segments = RoutePattern.segments(destination);
    for (Route route : routes) {
      Map<String, String> path = route.pattern().match(segments);
      if (path != null) {
        try {
          return new RouteOutcome.Publish(
              route.apply(body, path, principal, memberships, presence));
        } catch (RouteRefused e) {
          return e.outcome();
        }
      }
    }
    return unknown(destination);
  }

  private RouteOutcome unknown(String destination) {
    String quoted =
        destination.length() > QUOTED ? destination.substring(0, QUOTED) + "..." : destination;
    String known =
        routes.stream()
            .limit(LISTED)
            .map(route -> route.pattern().toString())
            .collect(Collectors.joining(", "));
    return new RouteOutcome.Refused(
        "Unknown route", "No route matches '" + quoted + "'. Routes here: " + known + ".");
  }

  /**
   * The session ends: it leaves each room it joined, in that order, as whom it joined it, and
   * publishes what the route says about that. A newer token may lack what the older one had. A room
   * that cannot be left keeps the session in no other. Said once: there are no memberships
   * afterwards.
   *
   * @param session as log lines call it
   */
  public void leave(RoomMemberships memberships, Object session, Consumer<Publication> publisher) {
    memberships.drain(
        (membership, joined) ->
            Guarded.runAll(
                "session.leave",
                session,
                () -> presence.left(membership.room(), joined.name()),
                () -> sayLeave(membership, joined, publisher)));
  }

  private void sayLeave(
      RoomMembership membership, Principal joined, Consumer<Publication> publisher) {
    Route route = byName.get(membership.route());
    Leaving leaving = route == null ? null : route.leaving();
    if (leaving != null) {
      int count = presence.count(membership.room());
      publisher.accept(leaving.publication(joined, membership.room(), count));
    }
  }
}
