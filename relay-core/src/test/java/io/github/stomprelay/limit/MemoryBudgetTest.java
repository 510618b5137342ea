package io.github.stomprelay.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final long MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(10 * MIB);
  private final List<Runnable> turns = new ArrayList<>();
  private final Account account = budget.account(turns::add);
  private final Executor another = turns::add;
  private final List<String> cut = new ArrayList<>();

  private Debt debtor(String name, Account of, long bytes) {
    Debt debt = of.debt();
    debt.onCut(
        owed -> {
          assertEquals(owed, debt.bytes());
          cut.add(name);
        });
    debt.charge(bytes);
    return debt;
  }

  private void turn() {
    while (!turns.isEmpty()) {
      turns.remove(0).run();
    }
  }

  @Test
  void aLoopHasOneAccount() {
    assertSame(budget.account(another), budget.account(another));
    assertNotSame(account, budget.account(another));
  }

  @Test
  void whatIsChargedAnywhereIsUsed() {
    Debt debt = account.debt();
    debt.charge(100);
    budget.account(another).charge(11);
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
    assertEquals(Pressure.EXCEEDED, budget.pressure());
  }

  @Test
  void loopsThatGrowTogetherExceedTogether() {
    for (int i = 0; i < 11; i++) {
      budget.account(new ArrayList<Runnable>()::add).charge(MIB);
    }
    assertEquals(Pressure.EXCEEDED, budget.pressure());
  }

  @Test
  void theLargestDebtorsAreCutUntilTheRestFits() {
    debtor("small", account, 2 * MIB);
    debtor("largest", account, 4 * MIB);
    debtor("middle", account, 3 * MIB);
    assertTrue(turns.isEmpty());
    debtor("newest", account, 3 * MIB);
    assertEquals(List.of(), cut, "not from inside a write");
    turn();
    assertEquals(List.of("largest"), cut);
    assertEquals(1, budget.cuts());
  }

  @Test
  void whoWasCutCountsAsGoneFromThenOn() {
    Debt first = debtor("first", account, 11 * MIB);
    turn();
    assertEquals(Pressure.NEAR, budget.refresh(), "its bytes are still there");
    first.charge(MIB);
    debtor("second", account, MIB);
    turn();
    assertEquals(List.of("first"), cut);
    first.charge(-first.bytes());
    assertEquals(MIB, budget.used());
    assertEquals(Pressure.FINE, budget.refresh());
    debtor("third", account, 10 * MIB);
    turn();
    assertEquals(List.of("first", "third"), cut);
  }

  @Test
  void whoHasNothingWaitingAnyMoreIsNotCut() {
    Debt gone = debtor("gone", account, 5 * MIB);
    debtor("there", account, 4 * MIB);
    gone.charge(-5 * MIB);
    debtor("new", account, 7 * MIB);
    turn();
    assertEquals(List.of("new"), cut);
  }

  @Test
  void aLoopOfSmallDebtorsLeavesItToTheLoopOfTheLargeOne() {
    Account other = budget.account(turns::add);
    debtor("innocent", account, MIB);
    debtor("hog", other, 8 * MIB);
    debtor("another innocent", account, MIB + 1);
    account.charge(65 << 10); // tells
    turn();
    assertEquals(List.of("hog"), cut);
  }

  @Test
  void aFormerlyLargeDebtorElsewhereDoesNotProtectAnybody() {
    Account other = budget.account(turns::add);
    debtor("was large", other, 9 * MIB).charge(-9 * MIB);
    for (int i = 0; i < 11; i++) {
      debtor("each", account, MIB);
    }
    turn();
    assertEquals(List.of("each"), cut);
  }

  @Test
  void aClientThatCannotBeCutOffGoesOn() {
    Debt debt = account.debt();
    debt.onCut(
        bytes -> {
          throw new IllegalStateException("seen in the log of this test");
        });
    debt.charge(11 * MIB);
    debtor("other", account, 5 * MIB);
    turn();
    assertEquals(List.of(), cut, "the first counts as gone");
    assertEquals(1, budget.cuts());
  }

  @Test
  void nearTheLimitNobodyNewIsAdmitted() {
    assertTrue(budget.admits());
    account.charge(9 * MIB);
    assertFalse(budget.admits());
    assertEquals(1, budget.refusals());
    account.charge(-9 * MIB);
    assertTrue(budget.admits());
    assertEquals(1, budget.refusals());
  }

  @Test
  void aLimitOfNothingIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new MemoryBudget(0));
    assertEquals(Long.MAX_VALUE, MemoryBudget.unlimited().limit());
  }

  @Test
  void anUnlimitedOneIsFineWhateverWaits() {
    MemoryBudget unlimited = MemoryBudget.unlimited();
    unlimited.account(another).charge(1L << 50);
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
                Account own = budget.account(new ArrayList<Runnable>()::add);
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
