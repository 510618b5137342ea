package io.github.stomprelay.amqp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of the messages of each queue in use. A queue's consumers may live on several
 * loops, so this is shared and locked; the locks are short and hardly ever contended.
 */
final class QueueMemories {
  private record Key(String virtualHost, String queue) {}

  private static final class Shared {
    final QueueMemory memory;
    int users;

    Shared(QueueMemory memory) {
      this.memory = memory;
    }
  }

  private final int idsPerQueue;
  private final AtomicInteger idsLeft;
  private final DeliveryCounts attempts = new DeliveryCounts();
  private final Map<Key, Shared> byQueue = new HashMap<>();

  QueueMemories(int idsPerQueue, int idsInAll) {
    this.idsPerQueue = idsPerQueue;
    this.idsLeft = new AtomicInteger(idsInAll);
  }

  /** Returns how often returned messages were delivered; longer than their queue is consumed. */
  DeliveryCounts attempts() {
    return attempts;
  }

  /** A consumer begins; every call is paired with one of {@link #release}. */
  synchronized QueueMemory use(String virtualHost, String queue) {
    Shared shared =
        byQueue.computeIfAbsent(
            new Key(virtualHost, queue), key -> new Shared(new QueueMemory(idsPerQueue, idsLeft)));
    shared.users++;
    return shared.memory;
  }

  /** A consumer has ended. With the last one the queue is forgotten. */
  synchronized void release(String virtualHost, String queue) {
    Key key = new Key(virtualHost, queue);
    @Nullable Shared shared = byQueue.get(key);
    if (shared != null && --shared.users == 0) {
      byQueue.remove(key);
      shared.memory.clear();
    }
  }
}
