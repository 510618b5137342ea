package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The channels of one loop that have something to flush in this turn. They are flushed at its end,
 * so that a client who gets several messages costs one system call. A loop that was at rest before
 * has one message at a time, and waiting gains nothing: then a message to a thousand clients goes
 * out a few clients at a time, and the first ones read it while it is still being written for the
 * others. A loop with more to do gathers: flushing early would keep it from ever finding two
 * messages for a client in one turn.
 */
final class FlushBatch {
  private static final int FEW = 32;

  /**
   * A loop was at rest if it had nothing to flush for so many times the length of its last turn.
   */
  private static final int REST = 4;

  private static final FastThreadLocal<FlushBatch> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected FlushBatch initialValue() {
          return new FlushBatch(System::nanoTime);
        }
      };

  private final LongSupplier nanos;
  private List<FlushOnce> due = new ArrayList<>();
  private List<FlushOnce> spare = new ArrayList<>();
  private boolean begun;
  private boolean early;
  private boolean flushing;
  private int number;
  private long begunAt;
  private long endedAt;

  /**
   * @param nanos the clock
   */
  FlushBatch(LongSupplier nanos) {
    this.nanos = nanos;
    this.begunAt = nanos.getAsLong();
    this.endedAt = begunAt;
  }

  static FlushBatch current() {
    return CURRENT.get();
  }

  void add(FlushOnce channel, Executor loop) {
    if (!begun) {
      begin();
      begun = Guarded.execute(loop, "transport.flush", "turn", this::end);
    } else if (channel.lastTurn() == number) {
      early = false; // a second message for it: there are several at a time after all
    }
    due.add(channel);
    if (early && due.size() >= FEW && !flushing) {
      flushDue();
    }
  }

  private void begin() {
    begun = true;
    number++;
    long now = nanos.getAsLong();
    early = now - endedAt >= REST * (endedAt - begunAt);
    begunAt = now;
  }

  private void end() {
    // a flush that fails a write may make another channel due: those are flushed as well
    try {
      while (!due.isEmpty()) {
        flushDue();
      }
    } finally {
      begun = false;
      endedAt = nanos.getAsLong();
    }
  }

  private void flushDue() {
    List<FlushOnce> now = due;
    due = spare;
    flushing = true;
    try {
      for (FlushOnce each : now) {
        each.flushIn(number);
      }
    } finally {
      flushing = false;
      now.clear();
      spare = now;
    }
  }
}
