package io.github.stomprelay.transport.sockjs;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one thing that a session waits for: the next heartbeat, or the client's next request. */
final class SessionTimer {
  private final EventLoop loop;
  private @Nullable Future<?> task;
  private long lastSentNanos = System.nanoTime();

  SessionTimer(EventLoop loop) {
    this.loop = loop;
  }

  /** Waits for this, and for nothing else any more. */
  void start(Duration delay, Runnable then) {
    stop();
    task = loop.schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  void stop() {
    if (task != null) {
      task.cancel(false);
      task = null;
    }
  }

  /** Runs this besides, soon. */
  void after(Duration delay, Runnable then) {
    loop.schedule(then, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Something was sent, so no heartbeat is due. */
  void sent() {
    lastSentNanos = System.nanoTime();
  }

  long lastSentNanos() {
    return lastSentNanos;
  }
}
