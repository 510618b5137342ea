package io.github.stomprelay.fanout;

import static org.junit.jupiter.api.Assertions.fail;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A few real event loops for a test. */
final class Loops implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  final MultiThreadIoEventLoopGroup group;
  final List<EventLoop> all = new ArrayList<>();

  Loops(int count) {
    group = new MultiThreadIoEventLoopGroup(count, NioIoHandler.newFactory());
    group.forEach(loop -> all.add((EventLoop) loop));
  }

  EventLoop get(int number) {
    return all.get(number % all.size());
  }

  /** Waits until every loop has done what it was given, and what that gave to others. */
  void settle() {
    for (int i = 0; i < 8; i++) {
      all.forEach(loop -> on(loop, () -> true));
    }
  }

  static <T> T on(EventLoop loop, Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Exception | AssertionError e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("a task on an event loop: " + e, e);
    }
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("not within " + PATIENCE_SECONDS + " s: " + what);
      }
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
