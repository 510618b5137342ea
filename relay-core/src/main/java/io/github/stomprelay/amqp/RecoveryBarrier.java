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
 * is published then finds its queues. Nobody waits longer than a bound, and a link that was waited
 * for as long as that is not waited for again before it has been rebuilt. However long the outage
 * was, the wait begins when publishing could go on. Shared by all loops and accounts: who publishes
 * to a room and who listens there often have different ones.
 */
final class RecoveryBarrier {
  static final long BOUND_MILLIS = 2_000;

  /** A link's rebuilding; compared by identity. */
  private static final class Rebuild {
    /** Ends the wait for it; runs from when somebody waits. */
    Timer bound = Timer.NONE;
  }

  private final Map<Object, Rebuild> rebuilding = new HashMap<>();

  /** Those that were waited for as long as the bound. */
  private final Set<Object> overdue = new HashSet<>();

  private List<Waiter> waiting = new ArrayList<>();

  /** Something has to be rebuilt first. On its loop. */
  synchronized void enter(Loop loop, Object who) {
    if (!overdue.contains(who) && !rebuilding.containsKey(who)) {
      Rebuild rebuild = new Rebuild();
      rebuilding.put(who, rebuild);
      if (!waiting.isEmpty()) {
        startBound(loop, who, rebuild);
      }
    }
  }

  private void startBound(Loop loop, Object who, Rebuild rebuild) {
    if (rebuild.bound == Timer.NONE) {
      rebuild.bound = loop.after(BOUND_MILLIS, () -> boundReached(who, rebuild));
    }
  }

  /** It is, or it has given up. */
  void leave(Object who) {
    List<Waiter> go;
    synchronized (this) {
      overdue.remove(who);
      Rebuild rebuild = rebuilding.remove(who);
      if (rebuild == null) {
        return;
      }
      rebuild.bound.cancel();
      go = releasedByNow();
    }
    go.forEach(Waiter::go);
  }

  private void boundReached(Object who, Rebuild rebuild) {
    List<Waiter> go;
    synchronized (this) {
      if (!rebuilding.remove(who, rebuild)) {
        return;
      }
      overdue.add(who);
      go = releasedByNow();
    }
    go.forEach(Waiter::go);
  }

  /** Runs the task on the loop once nothing is being rebuilt, or after the bound. */
  void whenRebuilt(Loop loop, Runnable task) {
    synchronized (this) {
      if (!rebuilding.isEmpty()) {
        rebuilding.forEach((who, rebuild) -> startBound(loop, who, rebuild));
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
