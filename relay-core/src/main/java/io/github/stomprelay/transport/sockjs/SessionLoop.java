package io.github.stomprelay.transport.sockjs;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The event loop of a session, for tasks that come from anywhere. An error in one costs the
 * session, and no other one.
 */
final class SessionLoop {
  private final EventLoop loop;
  private final Consumer<RuntimeException> failed;

  /**
   * @param failed told of a task's exception, on the loop
   */
  SessionLoop(EventLoop loop, Consumer<RuntimeException> failed) {
    this.loop = loop;
    this.failed = failed;
  }

  EventLoop eventLoop() {
    return loop;
  }

  /** Runs this at once if called on the loop, and soon on the loop if not. */
  void run(Runnable task) {
    if (loop.inEventLoop()) {
      guarded(task);
    } else {
      later(task);
    }
  }

  /** Runs this at the end of the loop's turn. */
  void later(Runnable task) {
    loop.execute(() -> guarded(task));
  }

  /** Runs this when the time is over, unless it is cancelled before. */
  Future<?> after(Duration delay, Runnable task) {
    return loop.schedule(() -> guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed.accept(e);
    }
  }
}
