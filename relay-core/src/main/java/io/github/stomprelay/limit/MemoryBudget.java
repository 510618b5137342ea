package io.github.stomprelay.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much memory may be taken, in the whole relay, by what waits for somebody. Whoever makes
 * something wait charges its bytes to the {@link Account} of the event loop it waits on, mostly by
 * way of a client's {@link Debt}, and takes them off when the wait ends. Safe for all threads.
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
    private final AtomicLong charged = new AtomicLong();
    private long told;

    private Account() {}

    /** Some bytes more wait, or less if negative. */
    public void charge(long bytes) {
      long now = charged.getPlain() + bytes;
      charged.setOpaque(now); // a single writer: nothing is lost, and nothing needs a fence
      if (Math.abs(now - told) >= STEP) {
        told = now;
        refresh();
      }
    }

    /** What waits, in bytes. */
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
  }

  private final long limit;
  private final ConcurrentMap<Object, Account> accounts = new ConcurrentHashMap<>();
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
  public Account account(Object loop) {
    return accounts.computeIfAbsent(loop, newLoop -> new Account());
  }

  /** What waits in the whole relay, in bytes. */
  public long used() {
    long sum = 0;
    for (Account account : accounts.values()) {
      sum += account.charged();
    }
    return sum;
  }

  /** What may wait in the whole relay, in bytes. */
  public long limit() {
    return limit;
  }

  /** What it was when an account last changed by much, or somebody last looked: one read. */
  public Pressure pressure() {
    return pressure;
  }

  /** Looks at all accounts anew: what each changed by only a little is seen as well. */
  public Pressure refresh() {
    long used = used();
    Pressure now =
        used > limit
            ? Pressure.EXCEEDED
            : used > limit / 100 * NEAR_PERCENT ? Pressure.NEAR : Pressure.FINE;
    if (now != pressure) {
      pressure = now;
    }
    return now;
  }
}
