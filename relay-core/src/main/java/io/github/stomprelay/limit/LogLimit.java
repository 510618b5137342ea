package io.github.stomprelay.limit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Lets through one log line a second, so that strangers cannot fill the disk. For any thread. */
public final class LogLimit {
  private static final long NANOS = 1_000_000_000L;

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong unsaid = new AtomicLong();

  /** Runs this with the number of lines left out since the last one, or leaves it out as well. */
  public void log(LongConsumer line) {
    long now = System.nanoTime();
    long due = next.get();
    if (now - due >= 0 && next.compareAndSet(due, now + NANOS)) {
      line.accept(unsaid.getAndSet(0));
    } else {
      unsaid.incrementAndGet();
    }
  }
}
