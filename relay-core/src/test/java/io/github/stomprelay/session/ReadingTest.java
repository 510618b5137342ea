package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.ManualLoop;
import io.github.stomprelay.testkit.RecordingConnection;
import org.junit.jupiter.api.Test;

/** A client is read when the last reason not to read it is over. */
class ReadingTest {
  private final RecordingConnection connection =
      new RecordingConnection(new ManualLoop().eventLoop());
  private final Reading reading = new Reading(connection);

  @Test
  void theEndOfOneReasonDoesNotEndAnother() {
    reading.pause(Reading.Reason.BACKPRESSURE);
    reading.pause(Reading.Reason.SHUTDOWN);
    reading.resume(Reading.Reason.BACKPRESSURE);
    assertTrue(connection.paused());
    reading.resume(Reading.Reason.SHUTDOWN);
    assertFalse(connection.paused());
  }

  @Test
  void whatIsSaidTwiceCountsOnce() {
    reading.pause(Reading.Reason.BACKPRESSURE);
    reading.pause(Reading.Reason.BACKPRESSURE);
    reading.resume(Reading.Reason.BACKPRESSURE);
    assertFalse(connection.paused());
    assertFalse(reading.isPaused());
  }
}
