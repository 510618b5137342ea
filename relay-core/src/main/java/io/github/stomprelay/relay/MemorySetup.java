package io.github.stomprelay.relay;

import io.github.stomprelay.config.RuntimeConfig;
import io.github.stomprelay.limit.MemoryBudget;
import io.netty.util.internal.PlatformDependent;

/** The memory budget of a relay, by its configuration and by what Java may take. */
final class MemorySetup {
  /**
   * Of every five bytes, so many are for what waits. The rest is for what does not wait, what the
   * bookkeeping of the waiting takes, and the halves of chunks and generations that are empty.
   */
  private static final int SHARE = 2;

  private static final int OF = 5;

  private MemorySetup() {}

  static MemoryBudget budget(RuntimeConfig config) {
    return new MemoryBudget(
        config.memoryBytes() == 0
            ? share(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory())
            : config.memoryBytes());
  }

  /**
   * Returns what waits may all be on the heap, or all outside of it: the smaller of the two must
   * do.
   */
  static long share(long heap, long direct) {
    return Math.min(heap, direct) / OF * SHARE;
  }
}
