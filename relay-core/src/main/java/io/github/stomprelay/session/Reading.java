package io.github.stomprelay.session;

import java.util.EnumSet;
import java.util.Set;

/**
 * Whether the client is read: not while there is any reason not to be. The only one that switches
 * its connection's reading, so that the end of one reason does not end another.
 */
final class Reading {
  /** Why a client is not read. */
  enum Reason {
    /** It has sent more than can go on for now. */
    BACKPRESSURE,

    /** The relay stops. */
    SHUTDOWN
  }

  private final ClientConnection connection;
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);

  Reading(ClientConnection connection) {
    this.connection = connection;
  }

  /** There is this reason not to read. */
  void pause(Reason reason) {
    if (reasons.add(reason) && reasons.size() == 1) {
      connection.pauseReading(true);
    }
  }

  /** There is not any more. */
  void resume(Reason reason) {
    if (reasons.remove(reason) && reasons.isEmpty()) {
      connection.pauseReading(false);
    }
  }

  boolean isPaused() {
    return !reasons.isEmpty();
  }
}
