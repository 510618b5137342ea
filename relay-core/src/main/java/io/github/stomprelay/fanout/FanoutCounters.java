package io.github.stomprelay.fanout;

import java.util.concurrent.atomic.LongAdder;

/** What all loops count. Safe for all threads. */
final class FanoutCounters {
  final LongAdder queues = new LongAdder();
  final LongAdder bindings = new LongAdder();
  final LongAdder members = new LongAdder();
  final LongAdder strays = new LongAdder();
  final LongAdder movedExchanges = new LongAdder();
  final LongAdder heldBack = new LongAdder();

  FanoutStatus status() {
    return new FanoutStatus(
        queues.sum(),
        bindings.sum(),
        members.sum(),
        strays.sum(),
        movedExchanges.sum(),
        heldBack.sum());
  }
}
