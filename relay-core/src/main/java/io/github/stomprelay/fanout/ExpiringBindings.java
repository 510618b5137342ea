package io.github.stomprelay.fanout;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * Bindings waiting to expire, oldest first: one timer for all of them, and a limit to their number.
 * Confined to its loop.
 */
final class ExpiringBindings {
  private static final String WHERE = "fanout.linger";

  private final ScheduledExecutorService loop;
  private final long nanos;
  private final int most;
  private final Consumer<SharedBinding> expired;
  private final Set<SharedBinding> waiting = new LinkedHashSet<>();
  private boolean scheduled;

  /**
   * @param most over it the oldest expires early
   * @param expired told of each whose time is over; it does not wait any more
   */
  ExpiringBindings(
      ScheduledExecutorService loop, Duration time, int most, Consumer<SharedBinding> expired) {
    this.loop = loop;
    this.nanos = time.toNanos();
    this.most = most;
    this.expired = expired;
  }

  void start(SharedBinding binding) {
    if (waiting.add(binding)) {
      binding.lingersSince = Environment.nanoTime();
      schedule(nanos);
      if (waiting.size() > most) {
        expire(waiting.iterator().next());
      }
    }
  }

  void stop(SharedBinding binding) {
    waiting.remove(binding);
  }

  private void expire(SharedBinding binding) {
    waiting.remove(binding);
    expired.accept(binding);
  }

  private void schedule(long delay) {
    if (!scheduled) {
      scheduled = true;
      Guarded.after(loop, Duration.ofNanos(delay), WHERE, "bindings", this::sweep);
    }
  }

  private void sweep() {
    scheduled = false;
    for (Iterator<SharedBinding> oldest = waiting.iterator();
        oldest.hasNext();
        oldest = waiting.iterator()) {
      SharedBinding binding = oldest.next();
      long left = binding.lingersSince + nanos - Environment.nanoTime();
      if (left > 0) {
        schedule(left);
        return;
      }
      Guarded.run(WHERE, "a binding", () -> expire(binding));
    }
  }
}
