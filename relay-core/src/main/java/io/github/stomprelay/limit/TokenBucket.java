package io.github.stomprelay.limit;

/**
 * Holds somebody to a {@link Rate}. One number is all its state: the moment until which what was
 * taken is paid for; a full bucket lies a burst in the past, an empty one in the present, debts in
 * the future. Confined to one thread, or guarded by its owner.
 */
public final class TokenBucket {
  private long paidUntil;

  /** A full one. */
  public TokenBucket(Rate rate, long now) {
    paidUntil = now - rate.burstNanos();
  }

  /** Returns whether at least one is left. */
  public boolean has(Rate rate, long now) {
    return rate.isOff() || now - paidUntil >= rate.nanos(1);
  }

  /** Takes this much, be it there or not: debts are paid by waiting. */
  public void spend(Rate rate, long amount, long now) {
    long full = now - rate.burstNanos();
    paidUntil = (paidUntil - full < 0 ? full : paidUntil) + rate.nanos(amount);
  }

  /** Takes one, if one is left. */
  public boolean take(Rate rate, long now) {
    if (!has(rate, now)) {
      return false;
    }
    spend(rate, 1, now);
    return true;
  }

  /** Returns whether it is as good as a new one. */
  boolean isFull(Rate rate, long now) {
    return now - paidUntil >= rate.burstNanos();
  }
}
