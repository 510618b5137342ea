package io.github.stomprelay.fanout;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks from loop to loop. */
final class Tasks {
  private static final Logger log = LoggerFactory.getLogger(Tasks.class);

  private Tasks() {}

  /** Runs a task on a loop, later, in order; a loop that has ended has nothing to do any more. */
  static void execute(ScheduledExecutorService loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("a task for an event loop that has ended", e);
    }
  }
}
