package io.github.stomprelay.amqp;

import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one queue's messages while it is consumed: the ids of those delivered
 * lately. Bounded: what was put in longest ago is forgotten first. Safe for several threads.
 *
 * <p>A delivery is a duplicate if it was seen before and either its sender's relay marks it as a
 * copy and the broker does not call it redelivered (the same message is in the queue twice), or the
 * broker redelivers it although its client has acknowledged it (the acknowledgement was lost with
 * the link). Everything else is delivered: a message that some program sends on with its headers,
 * one that comes back from a dead-letter queue, one that was returned.
 */
final class QueueMemory {
  private enum Fate {
    DELIVERED,
    ACKNOWLEDGED
  }

  private final int limit;
  private final AtomicInteger budget;
  private final LinkedHashMap<String, Fate> seen = new LinkedHashMap<>();

  /**
   * @param limit ids remembered here at most
   * @param budget ids that all queues together may still take
   */
  QueueMemory(int limit, AtomicInteger budget) {
    this.limit = limit;
    this.budget = budget;
  }

  /** Notes a delivery; true when the client has had it and must not get it again. */
  synchronized boolean isDuplicate(String id, boolean copy, boolean redelivered) {
    @Nullable Fate fate = seen.get(id);
    if (fate != null && (redelivered ? fate == Fate.ACKNOWLEDGED : copy)) {
      return true;
    }
    if (fate == null) {
      makeRoom();
    }
    seen.put(id, Fate.DELIVERED);
    return false;
  }

  /** The client has settled it for good. */
  synchronized void acknowledged(String id) {
    if (seen.containsKey(id)) {
      seen.put(id, Fate.ACKNOWLEDGED);
    }
  }

  /** The client has given it back, to this queue or to where it is dead-lettered. */
  synchronized void returned(String id) {
    if (seen.remove(id) != null) {
      budget.incrementAndGet();
    }
  }

  synchronized void clear() {
    budget.addAndGet(seen.size());
    seen.clear();
  }

  private void makeRoom() {
    boolean full = seen.size() >= limit;
    if (!full && budget.decrementAndGet() < 0) {
      budget.incrementAndGet();
      full = true;
    }
    if (full) {
      var oldest = seen.keySet().iterator();
      if (oldest.hasNext()) {
        oldest.next();
        oldest.remove();
      } else {
        // nothing of its own to give up: over budget by one entry per queue at most
        budget.decrementAndGet();
      }
    }
  }
}
