package io.github.stomprelay.testkit;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An event loop on the test's own thread whose clock stands still until the test moves it: what is
 * scheduled runs at its time, in order. {@link System#nanoTime} is not moved.
 */
public final class ManualLoop {
  private static final long STEP_MILLIS = 10;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  public ManualLoop() {
    channel.freezeTime();
  }

  public EventLoop eventLoop() {
    return channel.eventLoop();
  }

  /** Runs what was handed over to run soon. */
  public void run() {
    channel.runPendingTasks();
  }

  /** Lets so much time pass, in small steps. */
  public void pass(Duration time) {
    run();
    for (long left = time.toMillis(); left > 0; left -= STEP_MILLIS) {
      channel.advanceTimeBy(Math.min(left, STEP_MILLIS), TimeUnit.MILLISECONDS);
      run();
    }
  }
}
