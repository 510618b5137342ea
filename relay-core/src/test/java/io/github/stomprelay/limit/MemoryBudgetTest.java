package io.github.stomprelay.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.MemoryBudget.Account;
import io.github.stomprelay.limit.MemoryBudget.Pressure;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(10 * MIB);
  private final Account account = budget.account("loop");

  @Test
  void aLoopHasOneAccount() {
    assertSame(account, budget.account("loop"));
    assertNotSame(account, budget.account("another loop"));
  }

  @Test
  void whatIsChargedAnywhereIsUsed() {
    Debt debt = account.debt();
    debt.charge(100);
    budget.account("another loop").charge(11);
    debt.charge(-30);
    assertEquals(81, budget.used());
    assertEquals(70, debt.bytes());
    assertEquals(70, account.charged());
    debt.charge(-debt.bytes());
    assertEquals(11, budget.used());
  }

  @Test
  void aMarkedChangeIsSeenAtOnce() {
    assertEquals(Pressure.FINE, budget.pressure());
    account.charge(9 * MIB);
    assertEquals(Pressure.NEAR, budget.pressure());
    account.charge(2 * MIB);
    assertEquals(Pressure.EXCEEDED, budget.pressure());
    account.charge(-2 * MIB);
    assertEquals(Pressure.NEAR, budget.pressure());
    account.charge(-9 * MIB);
    assertEquals(Pressure.FINE, budget.pressure());
  }

  @Test
  void manySmallChangesAreSeenWhenTheyAreMany() {
    for (int i = 0; i < 11 * 1024 + 64; i++) {
      account.charge(1024);
    }
    assertEquals(Pressure.EXCEEDED, budget.pressure());
  }

  @Test
  void aSmallChangeIsSeenWhenSomebodyLooks() {
    account.charge(10 * MIB);
    account.charge(1);
    assertEquals(Pressure.NEAR, budget.pressure());
    assertEquals(Pressure.EXCEEDED, budget.refresh());
    assertEquals(Pressure.EXCEEDED, account.debt().pressure());
  }

  @Test
  void loopsThatGrowTogetherExceedTogether() {
    for (int i = 0; i < 11; i++) {
      budget.account("loop " + i).charge(MIB);
    }
    assertEquals(Pressure.EXCEEDED, budget.pressure());
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
    assertEquals(Long.MAX_VALUE, MemoryBudget.unlimited().limit());
  }

  @Test
  void anUnlimitedOneIsFineWhateverWaits() {
    MemoryBudget unlimited = MemoryBudget.unlimited();
    unlimited.account("loop").charge(1L << 50);
    assertEquals(Pressure.FINE, unlimited.pressure());
  }

  /** Writers of their own accounts, and readers of all: nothing is lost, nothing is invented. */
  @Test
  void manyLoopsChargeAtOnce() throws InterruptedException {
    int loops = 4;
    int rounds = 200_000;
    CountDownLatch begun = new CountDownLatch(loops);
    AtomicBoolean beyond = new AtomicBoolean();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> threads = new ArrayList<>();
    for (int loop = 0; loop < loops; loop++) {
      int number = loop;
      threads.add(
          new Thread(
              () -> {
                Account own = budget.account(number);
                begun.countDown();
                SplittableRandom random = new SplittableRandom(number);
                long waiting = 0;
                for (int i = 0; i < rounds; i++) {
                  long change = random.nextLong(-waiting, MIB - waiting + 1);
                  own.charge(change);
                  waiting += change;
                }
                own.charge(7 - waiting);
              }));
    }
    Thread reader =
        new Thread(
            () -> {
              while (!over.get()) {
                long used = budget.used();
                if (used < 0 || used > loops * MIB || budget.refresh() != Pressure.FINE) {
                  beyond.set(true);
                }
              }
            });
    threads.forEach(Thread::start);
    begun.await();
    reader.start();
    for (Thread thread : threads) {
      thread.join();
    }
    over.set(true);
    reader.join();
    assertTrue(!beyond.get(), "more or less than can have been charged was seen");
    assertEquals(loops * 7L, budget.used());
  }
}
