package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * The event loop of a session, for tasks that come from anywhere. An error in one costs the
 * session, and no other one.
 */
final class SessionLoop {
  private static final String WHERE = "sockjs";

  private final EventLoop loop;
  private final Object client;
  private final Runnable failed;

  /**
   * @param client as log lines call it
   * @param failed runs on the loop when a task has thrown
   */
  SessionLoop(EventLoop loop, Object client, Runnable failed) {
    this.loop = loop;
    this.client = client;
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
  Timer after(Duration delay, Runnable task) {
    return Guarded.after(loop, delay, WHERE, client, () -> guarded(task));
  }

  private void guarded(Runnable task) {
    if (!Guarded.run(WHERE, client, task)) {
      failed.run();
    }
  }
}
