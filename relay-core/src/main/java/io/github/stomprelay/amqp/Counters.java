package io.github.stomprelay.amqp;

import io.github.stomprelay.timing.Durations;
import java.util.concurrent.atomic.LongAdder;

/** Totals of all loops. */
final class Counters {
  final LongAdder published = new LongAdder();
  final LongAdder confirmed = new LongAdder();
  final LongAdder nacked = new LongAdder();
  final LongAdder returned = new LongAdder();
  final LongAdder refused = new LongAdder();
  final LongAdder retried = new LongAdder();
  final LongAdder republished = new LongAdder();
  final LongAdder shed = new LongAdder();
  final LongAdder delivered = new LongAdder();
  final LongAdder redelivered = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder acked = new LongAdder();
  final LongAdder deadLettered = new LongAdder();
  final LongAdder unconfirmed = new LongAdder();

  /** From publishing to the confirm, sampled. */
  final Durations confirmTimes = new Durations();

  /** Accounts and places that the broker refuses now, counted by loop. */
  final LongAdder accessRefused = new LongAdder();

  AmqpStatus.Counts snapshot(OutageBuffer outage) {
    return new AmqpStatus.Counts(
        published.sum(),
        confirmed.sum(),
        nacked.sum(),
        returned.sum(),
        refused.sum(),
        retried.sum(),
        republished.sum(),
        shed.sum(),
        delivered.sum(),
        redelivered.sum(),
        duplicates.sum(),
        acked.sum(),
        deadLettered.sum(),
        outage.messages(),
        outage.bytes(),
        outage.oldestSeconds(),
        unconfirmed.sum(),
        accessRefused.sum());
  }
}
