package io.github.stomprelay.admin;

/** What health requests ask. Answered on the admin port's event loop; never blocks. */
public interface Health {
  /** Whether every event loop has run lately. The broker's absence never makes the relay dead. */
  boolean alive();

  /** Whether it has begun to serve; true from then on. */
  boolean started();

  /** Whether new clients are welcome. */
  boolean ready();

  /** One JSON object with the details. */
  String details();
}
