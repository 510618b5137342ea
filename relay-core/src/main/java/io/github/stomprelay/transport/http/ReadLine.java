package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The clients of one loop that have sent more than a quantum at once, one behind the other. They
 * get the loop for a moment, then everything else that is ready gets it, and so on: a timer and not
 * a task of the loop, which would run its own tasks first for as long as there are any.
 */
final class ReadLine {
  private static final long MOMENT_NANOS = 500_000;

  private static final FastThreadLocal<ReadLine> CURRENT =
      new FastThreadLocal<>() {
        @Override
        protected ReadLine initialValue() {
          return new ReadLine();
        }
      };

  private final Deque<Runnable> line = new ArrayDeque<>();
  private boolean due;

  static ReadLine current() {
    return CURRENT.get();
  }

  /** Another turn, at the end of the line. */
  void add(Runnable turn, EventLoop loop) {
    line.add(turn);
    if (!due) {
      due = true;
      later(loop);
    }
  }

  private void later(EventLoop loop) {
    Guarded.after(loop, Duration.ZERO, "transport.read", "turn", () -> run(loop));
  }

  private void run(EventLoop loop) {
    long begun = System.nanoTime();
    do {
      Guarded.run("transport.read", "turn", line.remove());
    } while (!line.isEmpty() && System.nanoTime() - begun < MOMENT_NANOS);
    due = !line.isEmpty();
    if (due) {
      later(loop);
    }
  }
}
