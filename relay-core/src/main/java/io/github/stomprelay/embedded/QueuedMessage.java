package io.github.stomprelay.embedded;

/**
 * A message in a queue, or delivered from it and not yet acknowledged.
 *
 * @param position its place in the queue, to which a requeue takes it back
 * @param expiresAt on {@link System#nanoTime()}'s scale
 * @param expires whether {@code expiresAt} counts
 */
record QueuedMessage(
    long position, StoredMessage message, boolean redelivered, boolean expires, long expiresAt) {

  QueuedMessage again() {
    return new QueuedMessage(position, message, true, expires, expiresAt);
  }

  boolean isExpired(long now) {
    return expires && now - expiresAt >= 0;
  }
}
