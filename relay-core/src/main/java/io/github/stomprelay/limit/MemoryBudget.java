package io.github.stomprelay.limit;

import io.github.stomprelay.task.Guarded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How much memory may be taken, in the whole relay, by what waits for somebody. Whoever makes
 * something wait charges its bytes to the {@link Account} of the event loop it waits on, mostly by
 * way of a client's {@link Debt}, and takes them off when the wait ends. When more waits than may,
 * every loop cuts off its largest debtors, until the rest fits. Safe for all threads.
 */
public final class MemoryBudget {
  /** An account tells of itself whenever it has changed by so much. */
  private static final long STEP = 64 << 10;

  /** From this share of the limit on, no new sessions begin: in percent. */
  private static final int NEAR_PERCENT = 80;

  /** How close to the limit. */
  public enum Pressure {
    /** There is room for everybody. */
    FINE,

    /** New sessions are refused. */
    NEAR,

    /** The largest debtors are cut off, until there is room again. */
    EXCEEDED
  }

  /**
   * What waits on one event loop. Changed by that loop's thread only; read by any. Charging costs
   * an addition and a comparison, and never contends with another loop.
   */
  public final class Account {
    private final Executor loop;
    private final AtomicLong charged = new AtomicLong();

    /** The part of {@link #charged} that debtors owed who were cut off; it is on its way out. */
    private final AtomicLong writtenOff = new AtomicLong();

    /** At least the largest debt of the loop; exact when it has just looked. */
    private final AtomicLong largest = new AtomicLong();

    private final AtomicBoolean looking = new AtomicBoolean();

    /** Who owes enough to be worth cutting, in no order; each knows its place. */
    private final List<Debt> debtors = new ArrayList<>();

    private long told;

    private Account(Executor loop) {
      this.loop = loop;
    }

    /** Some bytes more wait, or less if negative. */
    public void charge(long bytes) {
      long now = charged.getPlain() + bytes;
      charged.setOpaque(now); // a single writer: nothing is lost, and nothing needs a fence
      if (Math.abs(now - told) >= STEP) {
        told = now;
        refresh();
      }
    }

    /** Returns what waits, in bytes. */
    public long charged() {
      return charged.getOpaque();
    }

    /** A client that will owe something to this account; on this account's thread. */
    public Debt debt() {
      return new Debt(this);
    }

    /** The budget this is a part of. */
    public MemoryBudget budget() {
      return MemoryBudget.this;
    }

    void writeOff(long bytes) {
      writtenOff.setOpaque(writtenOff.getPlain() + bytes);
    }

    void grown(long debt) {
      if (debt > largest.getPlain()) {
        largest.setOpaque(debt);
      }
    }

    void list(Debt debt) {
      debt.place(debtors.size());
      debtors.add(debt);
    }

    void unlist(Debt debt) {
      Debt last = debtors.remove(debtors.size() - 1);
      if (last != debt) {
        debtors.set(debt.place(), last);
        last.place(debt.place());
      }
      debt.place(Debt.UNLISTED);
    }

    private long excess() {
      return charged.getOpaque() - writtenOff.getOpaque();
    }

    /** Looks for somebody to cut off, from the loop's next turn: never from inside a write. */
    private void look() {
      if (looking.compareAndSet(false, true)) {
        Guarded.execute(loop, "memory.cut", "a loop", this::cutLargest);
      }
    }

    /**
     * Cuts off the largest debtors of this loop, as long as there is too much. A loop whose largest
     * is small beside another's leaves it to that one.
     */
    private void cutLargest() {
      looking.set(false);
      long before = largest.getPlain();
      List<Debt> largestFirst = new ArrayList<>(debtors);
      largestFirst.removeIf(debt -> !debt.canBeCut());
      largestFirst.sort(Comparator.comparingLong(Debt::bytes).reversed());
      int cut = 0;
      while (cut < largestFirst.size() && isNext(largestFirst.get(cut))) {
        cuts.increment();
        largestFirst.get(cut).cut();
        cut++;
      }
      long after = cut < largestFirst.size() ? largestFirst.get(cut).bytes() : 0;
      largest.setOpaque(after);
      if (after < before && MemoryBudget.this.excess() > 0) {
        lookElsewhere();
      }
    }

    private boolean isNext(Debt debt) {
      largest.setOpaque(debt.bytes());
      return MemoryBudget.this.excess() > 0 && debt.bytes() >= largestDebt() / 2;
    }

    /** Others may have waited for this loop, whose largest turned out to be smaller. */
    private void lookElsewhere() {
      for (Account other : accounts.values()) {
        if (other != this) {
          other.look();
        }
      }
    }
  }

  private final long limit;
  private final ConcurrentMap<Executor, Account> accounts = new ConcurrentHashMap<>();
  private final LongAdder cuts = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private volatile Pressure pressure = Pressure.FINE;

  /**
   * @param limit in bytes
   */
  public MemoryBudget(long limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("a memory limit of " + limit + " bytes: set more than 0");
    }
    this.limit = limit;
  }

  /** One that nobody exceeds: for tools and tests. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(Long.MAX_VALUE);
  }

  /** The account of this event loop, the same one for all that live on the loop. */
  public Account account(Executor loop) {
    @Nullable Account known = accounts.get(loop);
    return known != null ? known : accounts.computeIfAbsent(loop, Account::new);
  }

  /** Returns what waits in the whole relay, in bytes. */
  public long used() {
    long sum = 0;
    for (Account account : accounts.values()) {
      sum += account.charged();
    }
    return sum;
  }

  /** Returns what may wait in the whole relay, in bytes. */
  public long limit() {
    return limit;
  }

  /**
   * Returns what it was when an account last changed by much, or somebody last looked: one read.
   */
  public Pressure pressure() {
    return pressure;
  }

  /** Looks at all accounts anew: what each changed by only a little is seen as well. */
  public Pressure refresh() {
    Pressure now =
        excess() > 0
            ? Pressure.EXCEEDED
            : used() > limit / 100 * NEAR_PERCENT ? Pressure.NEAR : Pressure.FINE;
    if (now != pressure) {
      pressure = now;
    }
    if (now == Pressure.EXCEEDED) {
      accounts.values().forEach(Account::look);
    }
    return now;
  }

  /** Returns what waits beyond the limit and is not on its way out. */
  private long excess() {
    long sum = -limit;
    for (Account account : accounts.values()) {
      sum += account.excess();
    }
    return sum;
  }

  private long largestDebt() {
    long largest = 0;
    for (Account account : accounts.values()) {
      largest = Math.max(largest, account.largest.getOpaque());
    }
    return largest;
  }

  /**
   * Returns whether a new session may begin; one that may not is counted.
   *
   * @return false while what waits is near the limit, or beyond it
   */
  public boolean admits() {
    if (pressure == Pressure.FINE) {
      return true;
    }
    refusals.increment();
    return false;
  }

  /** New sessions refused until now. */
  public long refusals() {
    return refusals.sum();
  }

  /** Debtors cut off until now. */
  public long cuts() {
    return cuts.sum();
  }
}
