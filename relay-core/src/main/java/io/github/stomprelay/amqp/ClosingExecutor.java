package io.github.stomprelay.amqp;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What the driver does when a link closes. It submits the news for each channel and waits for it,
 * on the link's event loop when the broker closed the link: that runs where it is, as behind any
 * other work the loop's sessions would wait too. What it executes waits for the broker to close the
 * socket (10 seconds at most) or for consumers: that has threads of its own, not those by which the
 * links connect again. Thread-safe; its threads end by themselves.
 */
final class ClosingExecutor extends DirectExecutor {
  private static final int THREADS = 2;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor waiting;

  ClosingExecutor() {
    waiting =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("closing", true));
    waiting.allowCoreThreadTimeOut(true);
  }

  @Override
  public Future<?> submit(Runnable news) {
    FutureTask<?> told = new FutureTask<>(news, null);
    told.run();
    return told;
  }

  @Override
  public void execute(Runnable task) {
    waiting.execute(task);
  }
}
