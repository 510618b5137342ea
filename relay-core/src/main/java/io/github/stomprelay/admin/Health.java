package io.github.stomprelay.admin;

/** What health requests ask. Answered on the admin port's event loop; never blocks. */
public interface Health {
  /**
   * Returns whether every event loop has run lately. The broker's absence never makes the relay
   * dead.
   */
  boolean alive();

  /** Returns whether it has begun to serve; true from then on. */
  boolean started();

  /** Returns whether new clients are welcome. */
  boolean ready();

  /** One JSON object with the details. */
  String details();
}
