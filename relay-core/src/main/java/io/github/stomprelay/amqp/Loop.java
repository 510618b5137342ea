package io.github.stomprelay.amqp;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

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
      eventLoop.execute(task);
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

  Timer after(long millis, Runnable task) {
    return new Timer(eventLoop.schedule(task, millis, TimeUnit.MILLISECONDS));
  }

  /** A task to come. */
  record Timer(Future<?> future) {
    void cancel() {
      future.cancel(false);
    }
  }
}
