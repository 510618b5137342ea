package io.github.stomprelay.transport.http;

import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * The channels of one loop that have something to flush in this turn. They are flushed at its end,
 * so that a client who gets several messages costs one system call. Where the last turn had one
 * message for each, waiting gains nothing: then a message to a thousand clients goes out a few
 * clients at a time, and the first ones read it while it is still being written for the others.
 */
final class FlushTurn {
  private static final int FEW = 32;

  private static final FastThreadLocal<FlushTurn> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected FlushTurn initialValue() {
          return new FlushTurn();
        }
      };

  private List<FlushOnce> due = new ArrayList<>();
  private List<FlushOnce> spare = new ArrayList<>();
  private boolean begun;
  private boolean flushing;
  private boolean single;
  private int number;
  private int channels;
  private int writes;

  private FlushTurn() {}

  static FlushTurn current() {
    return CURRENT.get();
  }

  void add(FlushOnce channel, Executor loop) {
    if (!begun) {
      begun = true;
      number++;
      loop.execute(this::end);
    }
    due.add(channel);
    if (single && due.size() >= FEW && !flushing) {
      flushDue();
    }
  }

  private void end() {
    // a flush that fails a write may make another channel due: those are flushed as well
    while (!due.isEmpty()) {
      flushDue();
    }
    if (channels >= FEW) {
      single = writes <= channels + channels / 8;
    }
    channels = 0;
    writes = 0;
    begun = false;
  }

  private void flushDue() {
    List<FlushOnce> now = due;
    due = spare;
    flushing = true;
    for (FlushOnce each : now) {
      channels += each.lastTurn() == number ? 0 : 1;
      writes += each.flushIn(number);
    }
    flushing = false;
    now.clear();
    spare = now;
  }
}
