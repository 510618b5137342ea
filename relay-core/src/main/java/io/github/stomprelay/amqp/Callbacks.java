package io.github.stomprelay.amqp;

import io.github.stomprelay.task.Guarded;

/** Calls of the sessions' listeners: one that throws harms nobody else. */
final class Callbacks {
  private Callbacks() {}

  /**
   * Tells a session something.
   *
   * @param of what has happened to it, for the log line
   */
  static void tell(String of, Runnable callback) {
    Guarded.run("amqp.event", of, callback);
  }
}
