package io.github.stomprelay.session;

/**
 * Back-pressure from the broker to the client: while publishing is paused, or SENDs wait for a
 * SUBSCRIBE before them, a few more SENDs are taken, so that the ACKs and heart-beats between them
 * still arrive; then the client is no longer read. On the session's loop.
 */
final class Intake {
  /** What a client may still send while publishing is paused, in bytes of bodies. */
  private static final long MOST_WHILE_PAUSED = 64 << 10;

  /** What a SEND counts for besides its body. */
  private static final int FRAME_BYTES = 256;

  private final ClientConnection connection;
  private boolean paused;
  private boolean held;
  private boolean reading = true;
  private long takenWhilePaused;

  Intake(ClientConnection connection) {
    this.connection = connection;
  }

  /** The broker takes nothing for a while. */
  void pause() {
    stop();
    paused = true;
  }

  /** Ends {@link #pause()}. */
  void resume() {
    paused = false;
    go();
  }

  /** What the client sends waits in the session for a while. */
  void hold() {
    stop();
    held = true;
  }

  /** Ends {@link #hold()}. */
  void release() {
    held = false;
    go();
  }

  private void stop() {
    if (!paused && !held) {
      takenWhilePaused = 0;
    }
  }

  private void go() {
    if (!paused && !held && !reading) {
      reading = true;
      connection.pauseReading(false);
    }
  }

  /** A SEND with a body of so many bytes is about to be published. */
  void sending(int bodyBytes) {
    if (paused || held) {
      takenWhilePaused += FRAME_BYTES + bodyBytes;
      if (reading && takenWhilePaused > MOST_WHILE_PAUSED) {
        reading = false;
        connection.pauseReading(true);
      }
    }
  }

  boolean reading() {
    return reading;
  }
}
