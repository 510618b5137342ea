package io.github.stomprelay.relay;

import io.github.stomprelay.task.Guarded;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Looks at files again and again, on a thread of its own: whatever is slow elsewhere does not delay
 * it, and one look begins when the last one is over. Safe for all threads.
 */
final class FileWatch {
  private final String name;
  private final Runnable look;
  private @Nullable ScheduledExecutorService thread;

  /**
   * @param name of the thread
   * @param look may block
   */
  FileWatch(String name, Runnable look) {
    this.name = name;
    this.look = look;
  }

  /** Looks once a period from now on, if it does not already. */
  synchronized void start(Duration period) {
    if (thread == null) {
      thread = Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory(name, true));
      Guarded.every(thread, period, name, look);
    }
  }

  /** Looks no more. */
  synchronized void stop() {
    if (thread != null) {
      thread.shutdown();
      thread = null;
    }
  }
}
