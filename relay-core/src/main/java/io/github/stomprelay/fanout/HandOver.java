package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.task.Guarded;
import java.util.Arrays;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way from a home loop to one other loop: collects the deliveries of one turn and hands them
 * over as one task, in order. Filled on the home loop; each batch is used by the other loop only.
 */
final class HandOver {
  /** Pairs of a delivery and the subscribers it is for. */
  private static final class Batch {
    Object[] pairs = new Object[16];
    int size;

    void add(Delivery delivery, Subscribers subscribers) {
      if (size == pairs.length) {
        pairs = Arrays.copyOf(pairs, size * 2);
      }
      pairs[size++] = delivery;
      pairs[size++] = subscribers;
    }

    void deliver() {
      for (int i = 0; i < size; i += 2) {
        ((Subscribers) pairs[i + 1]).deliver((Delivery) pairs[i]);
      }
    }
  }

  private final ScheduledExecutorService loop;
  private final int most;
  private final Runnable caughtUp;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean awaited;
  private @Nullable Batch filling;

  /**
   * @param most deliveries on their way before the loop counts as lagging
   * @param caughtUp runs on the other loop when it lags no more
   */
  HandOver(ScheduledExecutorService loop, int most, Runnable caughtUp) {
    this.loop = loop;
    this.most = most;
    this.caughtUp = caughtUp;
  }

  void add(Delivery delivery, Subscribers subscribers) {
    if (filling == null) {
      filling = new Batch();
    }
    filling.add(delivery, subscribers);
  }

  /** Hands over what was collected. */
  void flush() {
    Batch batch = filling;
    if (batch != null) {
      filling = null;
      waiting.addAndGet(batch.size / 2);
      if (!Guarded.execute(loop, "fanout", "loop", () -> run(batch))) {
        waiting.addAndGet(-batch.size / 2);
      }
    }
  }

  /** Instead of {@link #flush}, where this way leads back to the home loop itself. */
  void deliverHere() {
    Batch batch = filling;
    if (batch != null) {
      filling = null;
      batch.deliver();
    }
  }

  private void run(Batch batch) {
    try {
      batch.deliver();
    } finally {
      int left = waiting.addAndGet(-batch.size / 2);
      if (awaited && left <= most / 2) {
        awaited = false;
        caughtUp.run();
      }
    }
  }

  /** Whether too much is on its way; then {@code caughtUp} will run. */
  boolean lags() {
    if (waiting.get() <= most) {
      return false;
    }
    awaited = true;
    return waiting.get() > most / 2;
  }
}
