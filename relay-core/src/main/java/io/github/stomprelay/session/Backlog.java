package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.MessageTemplate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MESSAGEs that wait for a slow client and may be dropped, the oldest first. Bounded by bytes. A
 * waiting message costs little of its own: template and body are one for all clients of the loop.
 */
final class Backlog {
  /** What a message counts beside its body: head and bookkeeping, about. */
  private static final long OVERHEAD = 256;

  /** A message on its way to a subscription. */
  record Waiting(StompSubscription to, MessageTemplate message) {
    long bytes() {
      return OVERHEAD + message.body().length;
    }
  }

  /** Of these only one waits, under {@link SlowPolicy#KEEP_LATEST}. */
  private record Place(StompSubscription to, String destination) {}

  private final long mostBytes;
  private final Debt debt;
  private final Map<Object, Waiting> waiting = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param mostBytes what may wait; more than that drops the oldest
   */
  Backlog(long mostBytes, Debt debt) {
    this.mostBytes = mostBytes;
    this.debt = debt;
  }

  /**
   * Adds the newest message.
   *
   * @return how many others were dropped for it
   */
  int add(StompSubscription to, MessageTemplate message) {
    Waiting newest = new Waiting(to, message);
    Object key =
        to.slowPolicy() == SlowPolicy.KEEP_LATEST
            ? new Place(to, message.destination())
            : new Object();
    int dropped = remove(key) ? 1 : 0;
    waiting.put(key, newest);
    bytes += newest.bytes();
    debt.charge(OVERHEAD);
    debt.chargeShared(message.body().length, message.isFirstToWait());
    while (bytes > mostBytes && waiting.size() > 1) {
      removeOldest();
      dropped++;
    }
    return dropped;
  }

  /** Returns what waits, in bytes. */
  long bytes() {
    return bytes;
  }

  private boolean remove(Object key) {
    Waiting removed = waiting.remove(key);
    if (removed == null) {
      return false;
    }
    release(removed);
    return true;
  }

  private void release(Waiting removed) {
    bytes -= removed.bytes();
    debt.charge(-OVERHEAD);
    debt.chargeShared(-removed.message().body().length, removed.message().wasLastToWait());
  }

  /** The session ends: nothing waits any more. */
  void clear() {
    waiting.values().forEach(this::release);
    waiting.clear();
  }

  /** Takes out the oldest message; there must be one. */
  Waiting removeOldest() {
    Iterator<Waiting> all = waiting.values().iterator();
    Waiting oldest = all.next();
    all.remove();
    release(oldest);
    return oldest;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** A subscription ends: nothing of it waits any more. */
  void forget(StompSubscription subscription) {
    for (Iterator<Waiting> each = waiting.values().iterator(); each.hasNext(); ) {
      Waiting next = each.next();
      if (next.to() == subscription) {
        each.remove();
        release(next);
      }
    }
  }
}
