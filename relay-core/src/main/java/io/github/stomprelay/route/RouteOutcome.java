package io.github.stomprelay.route;

import io.github.stomprelay.broker.Publication;

/** What became of a SEND to an application destination. */
public sealed interface RouteOutcome {
  /** It is to be published. */
  record Publish(Publication publication) implements RouteOutcome {}

  /**
   * It cannot be.
   *
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body: names the thing, what is wrong with it, what to do
   */
  record Refused(String summary, String detail) implements RouteOutcome {}
}
