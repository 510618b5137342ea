package io.github.stomprelay.amqp;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks at event loop threads from outside. A Netty loop is runnable, in its selector too; one that
 * is seen waiting for a lock or a condition again and again is blocked, however busy the machine
 * is.
 */
final class LoopWatch implements AutoCloseable {
  private static final int SAMPLE_MILLIS = 10;
  private static final int BLOCKED_SAMPLES = 100;

  private final List<Thread> loops;
  private final int[] waiting;
  private final AtomicReference<@Nullable String> blocked = new AtomicReference<>();
  private final Thread sampler = new Thread(this::sample, "loop-watch");

  LoopWatch(List<Thread> loops) {
    this.loops = loops;
    this.waiting = new int[loops.size()];
    sampler.setDaemon(true);
    sampler.start();
  }

  private void sample() {
    while (!Thread.interrupted()) {
      for (int i = 0; i < waiting.length; i++) {
        Thread loop = loops.get(i);
        boolean waits = loop.isAlive() && loop.getState() != Thread.State.RUNNABLE;
        waiting[i] = waits ? waiting[i] + 1 : 0;
        if (waiting[i] == BLOCKED_SAMPLES) {
          blocked.compareAndSet(
              null,
              Arrays.stream(loop.getStackTrace())
                  .map(StackTraceElement::toString)
                  .collect(Collectors.joining("\n  at ", loop.getName() + " blocked at ", "")));
        }
      }
      try {
        Thread.sleep(SAMPLE_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Returns where a loop was blocked, or null. */
  @Nullable String blocked() {
    return blocked.get();
  }

  @Override
  public void close() {
    sampler.interrupt();
  }
}
