package io.github.stomprelay.route;

import java.io.Serial;

/**
 * A route is declared in a way that cannot work. The text names the route, what is wrong and what
 * to do. Thrown while the relay is assembled, never later.
 */
public final class RouteConfigException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  RouteConfigException(String problem) {
    super(problem);
  }
}
