package io.github.stomprelay.task;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what must not fail: a step of an end, a task by the clock, a task of another loop. Whatever
 * it throws, errors included, goes to {@link InternalErrors} and no further. The only way to
 * schedule anything: a periodic task of the JDK's or Netty's stops for good, and without a word,
 * when it throws once. Safe for all threads.
 */
public final class Guarded {
  private static final Logger log = LoggerFactory.getLogger(Guarded.class);

  private Guarded() {}

  /**
   * Runs a step.
   *
   * @param where the place, a word of the code
   * @param whom the session, link or file it concerns, as log lines call it
   * @return whether it ran to its end
   */
  public static boolean run(String where, Object whom, Runnable step) {
    try {
      step.run();
      return true;
    } catch (Throwable e) {
      InternalErrors.report(where, whom, e);
      return false;
    }
  }

  /** Runs every step in order, whichever of them throws. */
  public static void runAll(String where, Object whom, Runnable... steps) {
    for (Runnable step : steps) {
      run(where, whom, step);
    }
  }

  /**
   * Runs a task soon, in order; an executor that has ended has nothing to do any more.
   *
   * @return whether the executor has taken it
   */
  public static boolean execute(Executor executor, String where, Object whom, Runnable task) {
    try {
      executor.execute(() -> run(where, whom, task));
      return true;
    } catch (RejectedExecutionException e) {
      log.debug("{}: a task for an executor that takes none", where, e);
      return false;
    }
  }

  /**
   * Runs a task once, when the time is over, unless it is cancelled or the executor ends before.
   */
  public static Timer after(
      ScheduledExecutorService executor, Duration delay, String where, Object whom, Runnable task) {
    try {
      return timer(
          executor.schedule(() -> run(where, whom, task), delay.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      log.debug("{}: a timer of an executor that takes none", where, e);
      return Timer.NONE;
    }
  }

  /**
   * Runs a task again and again, until it is cancelled or the executor ends: the next time a period
   * after it has ended, also if it has thrown. Of failures in a row the first is logged, and all
   * are counted.
   */
  public static Timer every(
      ScheduledExecutorService executor, Duration period, String where, Runnable task) {
    InternalErrors.known(where);
    try {
      return timer(
          executor.scheduleWithFixedDelay(
              new Periodic(where, task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS));
    } catch (RejectedExecutionException e) {
      log.debug("{}: a timer of an executor that takes none", where, e);
      return Timer.NONE;
    }
  }

  private static Timer timer(Future<?> scheduled) {
    return () -> scheduled.cancel(false);
  }

  /** On the executor, one run after the other. */
  private static final class Periodic implements Runnable {
    private final String where;
    private final Runnable task;
    private boolean failing;

    Periodic(String where, Runnable task) {
      this.where = where;
      this.task = task;
    }

    @Override
    public void run() {
      try {
        task.run();
        failing = false;
      } catch (Throwable e) {
        failed(e);
      }
    }

    private void failed(Throwable error) {
      if (failing) {
        InternalErrors.count(where);
      } else {
        failing = true;
        InternalErrors.report(where, "every time, until it works again", error);
      }
    }
  }
}
