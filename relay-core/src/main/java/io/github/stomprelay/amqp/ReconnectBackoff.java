package io.github.stomprelay.amqp;

import io.github.stomprelay.timing.Environment;
import java.time.Duration;

/**
 * The pauses between attempts to connect a link: doubled at each failure up to a most, and spread,
 * so that not every link of every relay comes at once.
 */
final class ReconnectBackoff {
  /** After so long a life the pauses begin with the shortest again. */
  private static final long STEADY_NANOS = 2_000_000_000L;

  private static final int MOST_DOUBLINGS = 20;

  private final long shortestMillis;
  private final long longestMillis;
  private int failures;
  private long upSince;

  ReconnectBackoff(Duration shortest, Duration longest) {
    this.shortestMillis = Math.max(1, shortest.toMillis());
    this.longestMillis = longest.toMillis();
  }

  /** The link is up. */
  void connected() {
    upSince = Environment.nanoTime();
  }

  /** The link that was up is lost. */
  void lost() {
    if (Environment.nanoTime() - upSince > STEADY_NANOS) {
      failures = 0;
    }
  }

  /** Milliseconds until the next attempt. */
  long nextPause() {
    long pause = Math.min(longestMillis, shortestMillis << Math.min(failures, MOST_DOUBLINGS));
    failures++;
    return pause / 2 + Environment.random().nextLong(pause / 2 + 1);
  }
}
