package io.github.stomprelay.amqp;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The account of what waits in the relay to be published, over all loops. A lane may hold as much
 * as is still free, so one hog takes at most half and leaves room for everybody else.
 */
final class OutageBuffer {
  private final long limit;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final ConcurrentMap<Object, Long> oldest = new ConcurrentHashMap<>();

  OutageBuffer(long limit) {
    this.limit = limit;
  }

  void add(long size) {
    bytes.addAndGet(size);
    messages.incrementAndGet();
  }

  void remove(long size) {
    bytes.addAndGet(-size);
    messages.decrementAndGet();
  }

  long bytes() {
    return bytes.get();
  }

  long messages() {
    return messages.get();
  }

  /** What the oldest of one of those who hold something has waited; zero if it holds nothing. */
  void oldest(Object holder, long seconds) {
    if (seconds == 0) {
      oldest.remove(holder);
    } else {
      oldest.put(holder, seconds);
    }
  }

  /** Returns what the oldest of all has waited. */
  long oldestSeconds() {
    return oldest.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** Returns whether a lane that already holds this much should be paused. */
  boolean tooMuch(long laneBytes) {
    return laneBytes > limit - bytes.get();
  }

  /** Returns whether even a paused publisher's rest has no place any more. */
  boolean exhausted() {
    return bytes.get() > 2 * limit;
  }
}
