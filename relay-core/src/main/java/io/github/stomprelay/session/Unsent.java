package io.github.stomprelay.session;

/**
 * What waits to be taken by clients' sockets, as it was within the last quarter of a second.
 *
 * @param bytes of all sessions
 * @param largest of one session
 */
public record Unsent(long bytes, long largest) {
  static final Unsent NOTHING = new Unsent(0, 0);

  Unsent plus(Unsent other) {
    return new Unsent(bytes + other.bytes, Math.max(largest, other.largest));
  }
}
