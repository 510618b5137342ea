package io.github.stomprelay.timing;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * What differs from run to run: the time, and chance where it decides what happens when. A
 * simulation replaces both, so that a run can be repeated. Safe for all threads.
 */
public final class Environment {
  /** Where time and chance come from. */
  public interface Source {
    /** {@link System#nanoTime}. */
    long nanoTime();

    /** {@link System#currentTimeMillis}. */
    long currentTimeMillis();

    /** Not for secrets. */
    RandomGenerator random();
  }

  private static final Source REAL =
      new Source() {
        @Override
        public long nanoTime() {
          return System.nanoTime();
        }

        @Override
        public long currentTimeMillis() {
          return System.currentTimeMillis();
        }

        @Override
        public RandomGenerator random() {
          return ThreadLocalRandom.current();
        }
      };

  private static Source source = REAL;

  private Environment() {}

  /** Replaces the real ones, for tests: before the threads start that use it. */
  public static void replace(Source other) {
    source = other;
  }

  /** The real ones. */
  public static Source real() {
    return REAL;
  }

  /** {@link System#nanoTime}, or a simulation's. */
  public static long nanoTime() {
    return source.nanoTime();
  }

  /** {@link System#currentTimeMillis}, or a simulation's. */
  public static long currentTimeMillis() {
    return source.currentTimeMillis();
  }

  /** Chance, not for secrets. */
  public static RandomGenerator random() {
    return source.random();
  }
}
