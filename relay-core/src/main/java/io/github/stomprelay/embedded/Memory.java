package io.github.stomprelay.embedded;

/** The bytes that all queues hold together. */
final class Memory {

  private final long limit;
  private long used;

  Memory(long limit) {
    this.limit = limit;
  }

  /** Returns whether one more message of that size would be too much. */
  boolean lacks(long bytes) {
    return used + bytes > limit;
  }

  void add(long bytes) {
    used += bytes;
  }

  void release(long bytes) {
    used -= bytes;
  }

  long limit() {
    return limit;
  }
}
