package io.github.stomprelay.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

/** What throws, and what goes on nevertheless. */
class GuardedTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ManualLoop loop = new ManualLoop();
  private final List<Integer> ran = new ArrayList<>();

  private static long errors(String where) {
    return InternalErrors.counts().getOrDefault(where, -1L);
  }

  @Test
  void aPeriodicTaskGoesOnThoughItThrows() {
    Timer timer =
        Guarded.every(
            loop.eventLoop(),
            SECOND,
            "test.every",
            () -> {
              ran.add(ran.size());
              if (ran.size() < 3) {
                throw new StackOverflowError("made up");
              }
            });
    assertEquals(0, errors("test.every"));
    loop.pass(SECOND.multipliedBy(4));
    assertEquals(4, ran.size());
    assertEquals(2, errors("test.every"));
    timer.cancel();
    loop.pass(SECOND.multipliedBy(4));
    assertEquals(4, ran.size());
  }

  @Test
  void everyStepRuns() {
    Guarded.runAll(
        "test.steps",
        "a session",
        () -> ran.add(1),
        () -> {
          throw new IllegalStateException("made up");
        },
        () -> ran.add(2));
    assertEquals(List.of(1, 2), ran);
    assertEquals(1, errors("test.steps"));
  }

  @Test
  void whatIsToRunLaterIsCaughtAndCounted() {
    Guarded.after(
        loop.eventLoop(),
        SECOND,
        "test.later",
        "a session",
        () -> {
          throw new IllegalStateException("made up");
        });
    loop.pass(SECOND);
    assertEquals(1, errors("test.later"));
  }

  @Test
  void anExecutorThatHasEndedIsNoError() {
    ScheduledExecutorService ended = Executors.newSingleThreadScheduledExecutor();
    ended.shutdown();
    Runnable task = () -> ran.add(1);
    assertFalse(Guarded.execute(ended, "test.ended", "a loop", task));
    Guarded.after(ended, SECOND, "test.ended", "a loop", task).cancel();
    Guarded.every(ended, SECOND, "test.ended", task).cancel();
    assertEquals(0, errors("test.ended"));
    assertTrue(ran.isEmpty());
  }
}
