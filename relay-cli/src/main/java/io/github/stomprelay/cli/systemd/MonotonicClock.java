package io.github.stomprelay.cli.systemd;

/**
 * CLOCK_MONOTONIC in microseconds, as systemd compares it. {@link System#nanoTime} promises no
 * origin, but HotSpot on Linux reads exactly that clock.
 */
final class MonotonicClock {
  private MonotonicClock() {}

  static long micros() {
    return System.nanoTime() / 1000;
  }
}
