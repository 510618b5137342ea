package io.github.stomprelay.route;

import java.io.Serial;

/** A SEND that a route cannot take, in the words that its sender reads. Without a stack trace. */
final class RouteRefused extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient RouteOutcome.Refused outcome;

  RouteRefused(String summary, String detail) {
    super(detail, null, false, false);
    this.outcome = new RouteOutcome.Refused(summary, detail);
  }

  static RouteRefused badBody(String detail) {
    return new RouteRefused("Bad body", detail);
  }

  static RouteRefused badValue(String detail) {
    return new RouteRefused("Bad value", detail);
  }

  RouteOutcome.Refused outcome() {
    return outcome;
  }
}
