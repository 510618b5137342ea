package io.github.stomprelay.amqp;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.channel.EventLoop;
import java.time.Duration;

/**
 * One event loop as this package uses it: a place to run on and a clock.
 *
 * @param number its number in the group, for status and names
 */
record Loop(EventLoop eventLoop, int number) {

  boolean inside() {
    return eventLoop.inEventLoop();
  }

  /** Runs a task later in this loop's order. A loop that is shutting down drops it. */
  void execute(Runnable task) {
    if (!eventLoop.isShuttingDown()) {
      Guarded.execute(eventLoop, "amqp", "loop " + number, task);
    }
  }

  /** Runs a task now when on the loop, else later on it. */
  void run(Runnable task) {
    if (inside()) {
      task.run();
    } else {
      execute(task);
    }
  }

  /** Runs a task on this loop when the time is over. */
  Timer after(long millis, Runnable task) {
    return Guarded.after(eventLoop, Duration.ofMillis(millis), "amqp", "loop " + number, task);
  }
}
