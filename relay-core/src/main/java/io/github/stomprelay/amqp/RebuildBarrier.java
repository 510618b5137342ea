package io.github.stomprelay.amqp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Holds publishing after an outage until consumers and bindings are back on all loops, so that what
 * is published then finds its queues; but never longer than a bound. Shared by all loops.
 */
final class RebuildBarrier {
  static final long BOUND_MILLIS = 2_000;

  private final Set<Object> rebuilding = new HashSet<>();
  private List<Runnable> waiting = new ArrayList<>();

  /** Something has to be rebuilt first. */
  synchronized void enter(Object who) {
    rebuilding.add(who);
  }

  /** It is, or it has given up. */
  void leave(Object who) {
    List<Runnable> go = List.of();
    synchronized (this) {
      rebuilding.remove(who);
      if (rebuilding.isEmpty()) {
        go = waiting;
        waiting = new ArrayList<>();
      }
    }
    go.forEach(Runnable::run);
  }

  /** Runs the task on the loop once nothing is being rebuilt, or after the bound. */
  void whenRebuilt(Loop loop, Runnable task) {
    Runnable once = new Once(loop, task);
    synchronized (this) {
      if (!rebuilding.isEmpty()) {
        waiting.add(once);
        var unused = loop.after(BOUND_MILLIS, once);
        return;
      }
    }
    task.run();
  }

  private static final class Once implements Runnable {
    private final Loop loop;
    private final Runnable task;
    private boolean done;

    Once(Loop loop, Runnable task) {
      this.loop = loop;
      this.task = task;
    }

    @Override
    public void run() {
      loop.execute(
          () -> {
            if (!done) {
              done = true;
              task.run();
            }
          });
    }
  }
}
