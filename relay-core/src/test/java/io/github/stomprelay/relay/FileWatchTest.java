package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks at a file go on whatever one of them does, one at a time, until they are stopped. */
class FileWatchTest {
  private static final Duration PERIOD = Duration.ofMillis(1);

  private final AtomicInteger looking = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final CountDownLatch looks = new CountDownLatch(5);
  private final FileWatch watch = new FileWatch("test-watch", this::look);

  private void look() {
    most.accumulateAndGet(looking.incrementAndGet(), Math::max);
    looking.decrementAndGet();
    looks.countDown();
    throw new AssertionError("made up");
  }

  @AfterEach
  void stop() {
    watch.stop();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("test-watch"))
        .count();
  }

  @Test
  void aLookThatThrowsEndsNoWatchAndNoTwoAreUnderWayAtOnce() throws Exception {
    watch.start(PERIOD);
    watch.start(PERIOD);
    assertTrue(looks.await(20, TimeUnit.SECONDS));
    assertEquals(1, most.get());
    assertEquals(1, threads());
  }

  @Test
  void aWatchThatWasStoppedStartsAgain() throws Exception {
    watch.start(Duration.ofHours(1));
    watch.stop();
    watch.start(PERIOD);
    assertTrue(looks.await(20, TimeUnit.SECONDS));
  }
}
