package io.github.stomprelay.load;

import io.netty.util.internal.PlatformDependent;
import java.util.concurrent.TimeUnit;

/**
 * What this JVM holds after a collection.
 *
 * @param heap bytes
 * @param direct bytes that Netty holds outside the heap, its pools included
 */
public record Memory(long heap, long direct) {
  private static final int PATIENCE_SECONDS = 120;

  public static Memory now() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return new Memory(
        runtime.totalMemory() - runtime.freeMemory(), PlatformDependent.usedDirectMemory());
  }

  /** The memory as soon as the heap is down to this, or after the longest wait. */
  public static Memory below(long heap) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    Memory memory = now();
    while (memory.heap > heap && System.nanoTime() < deadline) {
      Thread.sleep(500);
      memory = now();
    }
    return memory;
  }

  @Override
  public String toString() {
    return "heap " + heap / 1024 + " KiB, direct " + direct / 1024 + " KiB";
  }
}
