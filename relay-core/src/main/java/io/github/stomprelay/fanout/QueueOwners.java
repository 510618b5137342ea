package io.github.stomprelay.fanout;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which loop consumes each shared queue: that of its first subscriber. So a queue with subscribers
 * on one loop only, as most queues of a broker account of its own have, costs no hand-over between
 * loops and no links on another one. Safe for all threads.
 */
final class QueueOwners {
  private final Map<QueueKey, QueueLoop> queueOwners = new ConcurrentHashMap<>();

  /**
   * The home of a queue, which is chosen now if it has none. Whoever asks goes on to {@link
   * QueueLoop#join} it.
   *
   * @param nearest where the subscriber lives
   */
  QueueLoop of(QueueKey queue, QueueLoop nearest) {
    @Nullable QueueLoop known = queueOwners.get(queue);
    return known == null ? claim(queue, nearest) : known;
  }

  /** The loop consumes the queue, whose choice may have been given up meanwhile. */
  QueueLoop claim(QueueKey queue, QueueLoop home) {
    @Nullable QueueLoop known = queueOwners.putIfAbsent(queue, home);
    return known == null ? home : known;
  }

  /** The loop does not consume the queue any more: the next subscriber chooses anew. */
  void release(QueueKey queue, QueueLoop home) {
    queueOwners.remove(queue, home);
  }
}
