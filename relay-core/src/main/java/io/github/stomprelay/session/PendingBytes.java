package io.github.stomprelay.session;

/**
 * What waits to be taken by clients' sockets, as it was within the last quarter of a second.
 *
 * @param bytes of all sessions
 * @param largest of one session
 */
public record PendingBytes(long bytes, long largest) {
  static final PendingBytes NOTHING = new PendingBytes(0, 0);

  PendingBytes plus(PendingBytes other) {
    return new PendingBytes(bytes + other.bytes, Math.max(largest, other.largest));
  }
}
