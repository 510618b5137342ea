package io.github.stomprelay.session;

import io.github.stomprelay.broker.PublishListener;
import java.util.List;

/** A SEND that its {@link DestinationHandler} has read. */
interface Send {
  /** Returns what the session must be permitted for it. */
  List<Access> accesses() throws StompError;

  /**
   * Carries it out.
   *
   * @param outcome told once what became of it, now or later, unless the kind of destination
   *     answers the frame itself
   */
  void run(PublishListener outcome) throws StompError;
}
