package io.github.stomprelay.amqp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds publishing after an outage until consumers and bindings are back on all loops, so that what
 * is published then finds its queues; but never longer than a bound, and for a link that was waited
 * for in vain not again before it has been rebuilt. Shared by all loops and accounts: who publishes
 * to a room and who listens there often have different ones.
 */
final class RebuildBarrier {
  static final long BOUND_MILLIS = 2_000;

  private final Set<Object> rebuilding = new HashSet<>();

  /** Those that were waited for as long as the bound. */
  private final Set<Object> overdue = new HashSet<>();

  private List<Waiter> waiting = new ArrayList<>();

  /** Something has to be rebuilt first. */
  synchronized void enter(Object who) {
    if (!overdue.contains(who)) {
      rebuilding.add(who);
    }
  }

  /** It is, or it has given up. */
  void leave(Object who) {
    List<Waiter> go;
    synchronized (this) {
      overdue.remove(who);
      rebuilding.remove(who);
      waiting.forEach(waiter -> waiter.since.remove(who));
      go = releasedByNow();
    }
    go.forEach(Waiter::go);
  }

  /** Runs the task on the loop once nothing is being rebuilt, or after the bound. */
  void whenRebuilt(Loop loop, Runnable task) {
    synchronized (this) {
      if (!rebuilding.isEmpty()) {
        Waiter waiter = new Waiter(loop, task, new HashSet<>(rebuilding));
        waiting.add(waiter);
        loop.after(BOUND_MILLIS, () -> boundReached(waiter));
        return;
      }
    }
    task.run();
  }

  private void boundReached(Waiter waiter) {
    List<Waiter> go;
    synchronized (this) {
      if (!waiting.contains(waiter)) {
        return;
      }
      for (Object late : waiter.since) {
        if (rebuilding.remove(late)) {
          overdue.add(late);
        }
      }
      waiting.remove(waiter);
      go = releasedByNow();
    }
    waiter.go();
    go.forEach(Waiter::go);
  }

  private List<Waiter> releasedByNow() {
    if (!rebuilding.isEmpty()) {
      return List.of();
    }
    List<Waiter> go = waiting;
    waiting = new ArrayList<>();
    return go;
  }

  /** Compared by identity. */
  private static final class Waiter {
    private final Loop loop;
    private final Runnable task;

    /** What has been rebuilding ever since it began to wait. */
    final Set<Object> since;

    Waiter(Loop loop, Runnable task, Set<Object> since) {
      this.loop = loop;
      this.task = task;
      this.since = since;
    }

    void go() {
      loop.execute(task);
    }
  }
}
