package io.github.stomprelay.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that runs one task when it is told to, on the simulation's thread and clock.
 * Several share one thread; {@link #inEventLoop} is true for the one whose task runs.
 */
final class SimLoop extends AbstractScheduledEventExecutor implements EventLoop {
  private final SimClock clock;
  private final String name;
  private final Queue<Runnable> tasks = new ArrayDeque<>();

  SimLoop(SimClock clock, String name) {
    this.clock = clock;
    this.name = name;
  }

  boolean hasWork() {
    return !tasks.isEmpty() || isDue();
  }

  private boolean isDue() {
    long next = nextScheduledTaskDeadlineNanos();
    return next >= 0 && next <= clock.nanos();
  }

  /** Returns when the next task is due, or -1. */
  long nextDue() {
    return nextScheduledTaskDeadlineNanos();
  }

  /** Runs one task; false if there is none. */
  boolean runOne() {
    clock.running = this;
    for (Runnable due = pollScheduledTask(clock.nanos());
        due != null;
        due = pollScheduledTask(clock.nanos())) {
      tasks.add(due);
    }
    clock.running = null;
    @Nullable Runnable task = tasks.poll();
    if (task == null) {
      return false;
    }
    run(task);
    return true;
  }

  /** Runs it now; what it throws is noted, as an event loop logs it and goes on. */
  void run(Runnable task) {
    @Nullable SimLoop before = clock.running;
    clock.running = this;
    try {
      task.run();
    } catch (Throwable e) {
      clock.thrown(name, e);
    } finally {
      clock.running = before;
    }
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it has a system time besides
  protected long getCurrentTimeNanos() {
    return clock.nanos();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public boolean inEventLoop() {
    return clock.running == this;
  }

  @Override
  public boolean inEventLoop(Thread thread) {
    return clock.running == this;
  }

  @Override
  public EventLoopGroup parent() {
    return this;
  }

  @Override
  public EventLoop next() {
    return this;
  }

  @Override
  public boolean isShuttingDown() {
    return false;
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return false;
  }

  @Override
  public Future<?> shutdownGracefully(long quiet, long timeout, TimeUnit unit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Future<?> terminationFuture() {
    throw new UnsupportedOperationException();
  }

  @Override
  @Deprecated
  public void shutdown() {
    throw new UnsupportedOperationException();
  }

  @Override
  public ChannelFuture register(Channel channel) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    throw new UnsupportedOperationException();
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    throw new UnsupportedOperationException();
  }
}
