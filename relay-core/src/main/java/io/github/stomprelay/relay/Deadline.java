package io.github.stomprelay.relay;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waiting, on a thread that may, no longer than until a point in time. */
final class Deadline {
  private static final Logger log = LoggerFactory.getLogger(Deadline.class);

  private Deadline() {}

  /**
   * Waits for a stage.
   *
   * @param nanos {@link System#nanoTime} of the deadline
   */
  static void await(CompletionStage<?> stage, long nanos) {
    try {
      stage.toCompletableFuture().get(Math.max(0, nanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.warn("drain.timeout is over, the rest is cut off");
    } catch (ExecutionException e) {
      log.warn("draining: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
