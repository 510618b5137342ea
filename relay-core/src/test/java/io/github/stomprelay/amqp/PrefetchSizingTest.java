package io.github.stomprelay.amqp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefetchSizingTest {
  private static final long BUDGET = 16 << 20;
  private static final long LARGEST = 16 << 20;

  private final PrefetchSizing sizing = new PrefetchSizing(1000, BUDGET, LARGEST);

  private void come(int times, long size) {
    for (int i = 0; i < times; i++) {
      sizing.received(size);
      sizing.changed(sizing.wanted(BUDGET));
    }
  }

  @Test
  void beginsWithWhatFitsHoweverLargeEachIs() {
    assertEquals(1, sizing.current());
    assertEquals(4, new PrefetchSizing(1000, 4 * LARGEST, LARGEST).current());
    assertEquals(1, new PrefetchSizing(1000, BUDGET, 4 * BUDGET).current());
    assertEquals(3, new PrefetchSizing(3, BUDGET, 1000).current());
    assertEquals(1, sizing.wanted(BUDGET));
  }

  @Test
  void smallMessagesGetAllThatWasAskedForAtOnce() {
    sizing.received(400);
    assertEquals(1000, sizing.wanted(BUDGET - 400));
  }

  @Test
  void bigMessagesGetAsManyAsFitBesideThoseThatAreHeld() {
    long size = 3_000_000;
    sizing.received(size);
    assertEquals(4, sizing.wanted(BUDGET - size));
    assertEquals(1, sizing.wanted(size));
  }

  @Test
  void aSizeIsForgottenSlowly() {
    come(1, 400);
    come(1, 1 << 20);
    assertEquals(16, sizing.current());
    come(10, 400);
    assertEquals(16, sizing.current());
    come(2000, 400);
    assertEquals(1000, sizing.current());
  }

  @Test
  void isHalvedByOverflowAndRisesAgainWhenThereHasBeenNone() {
    come(1, 400);
    sizing.overflowed();
    sizing.overflowed();
    assertEquals(500, sizing.wanted(BUDGET));
    sizing.changed(500);
    come(500, 400);
    assertEquals(500, sizing.current());
    come(8000, 400);
    assertEquals(1000, sizing.current());
  }

  /**
   * A broker that always has more, and a client that now and then settles the oldest: with sizes
   * that change by less than a factor of two the budget is kept, and used, without overflow.
   */
  @Test
  void keepsToTheBudgetWhateverSizesComeNextToEachOther() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      PrefetchSizing each = new PrefetchSizing(1 + random.nextInt(2000), BUDGET, LARGEST);
      Deque<Long> held = new ArrayDeque<>();
      long bytes = 0;
      long size = 500L + random.nextInt(8_000_000);
      int places = each.current();
      for (int i = 0; i < 2000; i++) {
        while (places > 0) {
          places--;
          held.add(size);
          bytes += size;
          each.received(size);
          assertTrue(
              bytes <= BUDGET || held.size() == 1, "seed " + seed + ": " + bytes + " of " + size);
          int wanted = each.wanted(Math.max(0, BUDGET - bytes));
          if (wanted != each.current()) {
            each.changed(wanted);
            places = wanted;
          }
        }
        if (random.nextInt(3) > 0 && !held.isEmpty()) {
          bytes -= held.remove();
          // only the present consumer's places open again
          places = held.size() < each.current() ? 1 : 0;
        }
      }
    }
  }

  @Test
  void isNeverLessThanOneNorMoreThanWasAskedFor() {
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      sizing.received(1 + random.nextInt(20_000_000));
      if (random.nextInt(10) == 0) {
        sizing.overflowed();
      }
      int wanted = sizing.wanted(random.nextInt((int) BUDGET));
      assertTrue(wanted >= 1 && wanted <= 1000);
      sizing.changed(wanted);
    }
  }
}
