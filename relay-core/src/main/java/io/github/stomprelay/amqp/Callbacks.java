package io.github.stomprelay.amqp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sessions are told: one that fails at it harms nobody else. */
final class Callbacks {
  private static final Logger log = LoggerFactory.getLogger(Callbacks.class);

  private Callbacks() {}

  /**
   * Tells a session something.
   *
   * @param of what has happened to it, for the log line
   */
  static void tell(String of, Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      log.error("a session failed on an event of its {}", of, e);
    }
  }
}
