package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.task.Guarded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where the deliveries of a home loop go: collected while a turn lasts, then handed to each other
 * loop in one task, and only then given to the home loop's own subscribers, so that the loops work
 * at the same time. The broker gets its acknowledgement when a delivery was handed to every loop,
 * and later while a loop lags: then the prefetch of the shared queues holds the broker back.
 * Confined to the home loop.
 */
final class HandOvers {
  private final ScheduledExecutorService loop;
  private final int own;
  private final FanoutCounters counters;
  private final HandOver[] loops;

  /** Deliveries that the broker is told about when the turn ends, or when no loop lags any more. */
  private final List<Delivery> unanswered = new ArrayList<>();

  private boolean turning;
  private boolean holding;

  /**
   * @param all loops
   * @param own the home loop's place among them
   */
  HandOvers(
      List<? extends ScheduledExecutorService> all, int own, int most, FanoutCounters counters) {
    this.loop = all.get(own);
    this.own = own;
    this.counters = counters;
    this.loops = new HandOver[all.size()];
    for (int i = 0; i < loops.length; i++) {
      loops[i] =
          new HandOver(
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
    for (HandOver other : loops) {
      if (other.lags()) {
        return true;
      }
    }
    return false;
  }
}
