package io.github.stomprelay.relay;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The few threads that may block: connecting to the broker, looking up names. */
final class Workers {
  private static final int THREADS = 4;
  private static final int WAITING = 10_000;

  private final ThreadPoolExecutor executor;

  Workers() {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            new DefaultThreadFactory("worker", true));
    executor.allowCoreThreadTimeOut(true);
  }

  ExecutorService executor() {
    return executor;
  }

  void stop() {
    executor.shutdown();
  }
}
