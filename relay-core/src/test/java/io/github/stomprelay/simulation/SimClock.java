package io.github.stomprelay.simulation;

import io.github.stomprelay.timing.Environment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Time and chance of one run, for the code on the run's thread. */
final class SimClock {
  private static final ThreadLocal<@Nullable SimClock> CURRENT = new ThreadLocal<>();
  private static final long START = TimeUnit.HOURS.toNanos(1);
  private static final long EPOCH_MILLIS = 1_700_000_000_000L;

  static {
    Environment.replace(new Source());
  }

  private final Random random;
  private final List<Throwable> thrown = new ArrayList<>();
  private long nanos = START;
  @Nullable SimLoop running;

  SimClock(long seed) {
    random = new Random(seed);
  }

  void install() {
    CURRENT.set(this);
  }

  static void uninstall() {
    CURRENT.remove();
  }

  long nanos() {
    return nanos;
  }

  void advanceTo(long then) {
    nanos = Math.max(nanos, then);
  }

  Random random() {
    return random;
  }

  void thrown(String where, Throwable e) {
    thrown.add(e);
  }

  /** Returns what tasks have thrown since the last call. */
  List<Throwable> takeThrown() {
    List<Throwable> all = List.copyOf(thrown);
    thrown.clear();
    return all;
  }

  private static final class Source implements Environment.Source {
    @Override
    public long nanoTime() {
      @Nullable SimClock clock = CURRENT.get();
      return clock == null ? Environment.real().nanoTime() : clock.nanos;
    }

    @Override
    public long currentTimeMillis() {
      @Nullable SimClock clock = CURRENT.get();
      return clock == null
          ? Environment.real().currentTimeMillis()
          : EPOCH_MILLIS + TimeUnit.NANOSECONDS.toMillis(clock.nanos - START);
    }

    @Override
    public RandomGenerator random() {
      @Nullable SimClock clock = CURRENT.get();
      return clock == null ? Environment.real().random() : clock.random;
    }
  }
}
