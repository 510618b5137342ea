package io.github.stomprelay.timing;

/** Chooses the first of many, and every sixteenth after it. Confined to one thread. */
public final class Sampling {
  private static final int EVERY = 16;

  private int count;

  /** The time, {@link System#nanoTime}, if this one is to be measured; else zero. */
  public long start() {
    return count++ % EVERY == 0 ? System.nanoTime() : 0;
  }
}
