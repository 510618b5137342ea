package io.github.stomprelay.amqp;

import io.github.stomprelay.task.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds publishing after an outage until consumers and bindings are back on all loops, so that what
 * is published then finds its queues. A link counts for a bound after it was lost, however often it
 * fails to come back, and nobody waits longer than the bound. Shared by all loops and accounts: who
 * publishes to a room and who listens there often have different ones.
 */
final class RebuildBarrier {
  static final long BOUND_MILLIS = 2_000;

  /** Those that publishing waits for, and when it no longer does. */
  private final Map<Object, Timer> rebuilding = new HashMap<>();

  /** Those that have not come back within the bound. */
  private final Set<Object> overdue = new HashSet<>();

  private List<Waiter> waiting = new ArrayList<>();

  /** Something has to be rebuilt first. On its loop. */
  synchronized void enter(Loop loop, Object who) {
    if (!overdue.contains(who) && !rebuilding.containsKey(who)) {
      rebuilding.put(who, loop.after(BOUND_MILLIS, () -> boundReached(who)));
    }
  }

  /** It is, or it has given up. On its loop. */
  void leave(Object who) {
    List<Waiter> go;
    synchronized (this) {
      overdue.remove(who);
      Timer bound = rebuilding.remove(who);
      if (bound == null) {
        return;
      }
      bound.cancel();
      go = releasedByNow();
    }
    go.forEach(Waiter::go);
  }

  private void boundReached(Object who) {
    List<Waiter> go;
    synchronized (this) {
      rebuilding.remove(who);
      overdue.add(who);
      go = releasedByNow();
    }
    go.forEach(Waiter::go);
  }

  /** Runs the task on the loop once nothing is being rebuilt, or after the bound. */
  void whenRebuilt(Loop loop, Runnable task) {
    synchronized (this) {
      if (!rebuilding.isEmpty()) {
        Waiter waiter = new Waiter(loop, task);
        waiting.add(waiter);
        loop.after(BOUND_MILLIS, () -> boundReached(waiter));
        return;
      }
    }
    task.run();
  }

  private void boundReached(Waiter waiter) {
    synchronized (this) {
      if (!waiting.remove(waiter)) {
        return;
      }
    }
    waiter.go();
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

    Waiter(Loop loop, Runnable task) {
      this.loop = loop;
      this.task = task;
    }

    void go() {
      loop.execute(task);
    }
  }
}
