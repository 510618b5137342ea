package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.task.Guarded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where the deliveries of a home loop go: collected while a turn lasts, then handed to each other
 * loop in one task, and only then given to the home loop's own subscribers, so that the loops work
 * at the same time. The broker gets its acknowledgement when a delivery was handed to every loop,
 * and later while a loop lags: then the prefetch of the shared queues holds the broker back.
 * Confined to the home loop.
 */
final class DeliveryDispatcher {
  /**
   * The way to one other loop: collects the deliveries of one turn and hands them over as one task,
   * in order. Filled on the home loop; each batch is used by the other loop only.
   */
  private static final class LoopBatches {
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
    LoopBatches(ScheduledExecutorService loop, int most, Runnable caughtUp) {
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

    /** Returns whether too much is on its way; then {@code caughtUp} will run. */
    boolean lags() {
      if (waiting.get() <= most) {
        return false;
      }
      awaited = true;
      return waiting.get() > most / 2;
    }
  }

  private final ScheduledExecutorService loop;
  private final int own;
  private final FanoutCounters counters;
  private final LoopBatches[] loops;

  /** Deliveries that the broker is told about when the turn ends, or when no loop lags any more. */
  private final List<Delivery> unanswered = new ArrayList<>();

  private boolean turning;
  private boolean holding;

  /**
   * @param all loops
   * @param own the home loop's place among them
   */
  DeliveryDispatcher(
      List<? extends ScheduledExecutorService> all, int own, int most, FanoutCounters counters) {
    this.loop = all.get(own);
    this.own = own;
    this.counters = counters;
    this.loops = new LoopBatches[all.size()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] =
          new LoopBatches(
              all.get(i),
              most,
              () -> Guarded.execute(loop, "fanout", "loop", this::answerUnlessLagging));
    }
  }

  void deliver(Delivery delivery, Subscribers subscribers) {
    loops[subscribers.members().number()].add(delivery, subscribers);
    if (!turning) {
      turning = true;
      Guarded.execute(loop, "fanout", "loop", this::endTurn);
    }
  }

  /** The broker's delivery has been given to all its subscribers by {@link #deliver}. */
  void delivered(Delivery fromBroker) {
    if (turning || holding) {
      unanswered.add(fromBroker);
    } else {
      fromBroker.ack();
    }
  }

  private void endTurn() {
    turning = false;
    for (int i = 0; i < loops.length; i++) {
      if (i != own) {
        loops[i].flush();
      }
    }
    try {
      loops[own].deliverHere();
    } finally {
      answerUnlessLagging();
    }
  }

  private void answerUnlessLagging() {
    if (anyLags()) {
      if (!holding) {
        holding = true;
        counters.heldBack.increment();
      }
      return;
    }
    holding = false;
    if (!turning) {
      List<Delivery> now = List.copyOf(unanswered);
      unanswered.clear();
      now.forEach(delivery -> Guarded.run("fanout.ack", "loop", delivery::ack));
    }
  }

  private boolean anyLags() {
    for (LoopBatches other : loops) {
      if (other.lags()) {
        return true;
      }
    }
    return false;
  }
}
