package io.github.stomprelay.amqp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often the messages that clients gave back were delivered. It outlives their consumers: the
 * only consumer of a queue may be a program that ends on the message and starts again. Bounded:
 * what was returned longest ago is forgotten first. Safe for several threads.
 */
final class DeliveryCounts {
  private static final int LIMIT = 100_000;

  /**
   * A message in a queue.
   *
   * @param id the message's own
   */
  record Key(String virtualHost, String queue, String id) {}

  private final Map<Key, Integer> counts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Integer> eldest) {
          return size() > LIMIT;
        }
      };

  /** Returns how often it was delivered and returned. */
  synchronized int of(Key message) {
    return counts.getOrDefault(message, 0);
  }

  synchronized void note(Key message, int times) {
    counts.put(message, times);
  }

  /** It has left its queue. */
  synchronized void forget(Key message) {
    counts.remove(message);
  }
}
