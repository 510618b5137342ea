package io.github.stomprelay.session;

import java.util.EnumSet;
import java.util.Set;

/**
 * Back-pressure to the client: while what it publishes has to wait, a few more SENDs are taken, so
 * that the ACKs and heart-beats between them still arrive; then the client is no longer read.
 */
final class ReadThrottle {
  /** What SENDs wait for. */
  enum Wait {
    /** The broker takes nothing for a while, or not so much. */
    BROKER,

    /** A SUBSCRIBE before them is not answered yet, or they are too fast. */
    TURN,

    /** The queue that one before them needs is not open yet: its reply queue, or its room's. */
    QUEUE
  }

  /** What a client may still send meanwhile, in bytes. */
  private static final long MOST_MEANWHILE = 64 << 10;

  private final Reading reading;
  private final Set<Wait> waits = EnumSet.noneOf(Wait.class);
  private long takenMeanwhile;

  ReadThrottle(Reading reading) {
    this.reading = reading;
  }

  /** What the client sends has to wait for this, too. */
  void hold(Wait reason) {
    if (waits.isEmpty()) {
      takenMeanwhile = 0;
    }
    waits.add(reason);
  }

  /** Ends {@link #hold}. */
  void release(Wait reason) {
    waits.remove(reason);
    if (waits.isEmpty()) {
      reading.resume(Reading.Reason.BACKPRESSURE);
    }
  }

  /** A SEND that takes so much is about to be published, or to wait. */
  void sending(long bytes) {
    if (waits.isEmpty()) {
      return;
    }
    takenMeanwhile += bytes;
    if (takenMeanwhile > MOST_MEANWHILE) {
      reading.pause(Reading.Reason.BACKPRESSURE);
    }
  }

  boolean reading() {
    return !reading.isPaused();
  }

  /** Returns whether the broker takes nothing for now. */
  boolean isPaused() {
    return waits.contains(Wait.BROKER);
  }
}
