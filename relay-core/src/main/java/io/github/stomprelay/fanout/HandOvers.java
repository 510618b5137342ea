package io.github.stomprelay.fanout;

import io.github.stomprelay.broker.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where the deliveries of a home loop go: to its own subscribers at once, to each other loop in one
 * task per turn. The broker gets its acknowledgement when a delivery was handed to every loop, and
 * later while a loop lags: then the prefetch of the shared queues holds the broker back. Confined
 * to the home loop.
 */
final class HandOvers {
  private final ScheduledExecutorService loop;
  private final int own;
  private final FanoutCounters counters;
  private final HandOver[] others;

  /** Deliveries that the broker is told about when the turn ends, or when no loop lags any more. */
  private final List<Delivery> unanswered = new ArrayList<>();

  private boolean turning;
  private boolean holding;

  /**
   * @param loops all of them
   * @param own the home loop's place among them
   */
  HandOvers(
      List<? extends ScheduledExecutorService> loops, int own, int most, FanoutCounters counters) {
    this.loop = loops.get(own);
    this.own = own;
    this.counters = counters;
    this.others = new HandOver[loops.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] =
          new HandOver(loops.get(i), most, () -> Tasks.execute(loop, this::answerUnlessLagging));
    }
  }

  void deliver(Delivery delivery, Subscribers subscribers) {
    int number = subscribers.members().number();
    if (number == own) {
      subscribers.deliver(delivery);
      return;
    }
    others[number].add(delivery, subscribers);
    if (!turning) {
      turning = true;
      Tasks.execute(loop, this::endTurn);
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
    for (HandOver other : others) {
      other.flush();
    }
    answerUnlessLagging();
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
      unanswered.forEach(Delivery::ack);
      unanswered.clear();
    }
  }

  private boolean anyLags() {
    for (HandOver other : others) {
      if (other.lags()) {
        return true;
      }
    }
    return false;
  }
}
