package io.github.stomprelay.limit;

/**
 * What one client owes to the {@link MemoryBudget}: the bytes that wait for it, or because of it.
 * Every part of the relay that makes something of the client wait charges it here, and takes off
 * the same number when the wait ends, however it ends. On the event loop of its account.
 */
public final class Debt {
  private final MemoryBudget.Account account;
  private long bytes;

  Debt(MemoryBudget.Account account) {
    this.account = account;
  }

  /** Some bytes more wait, or less if negative. */
  public void charge(long more) {
    if (more != 0) {
      bytes += more;
      account.charge(more);
    }
  }

  /** What waits now. */
  public long bytes() {
    return bytes;
  }

  /** How close the whole relay is to its limit. */
  public MemoryBudget.Pressure pressure() {
    return account.budget().pressure();
  }
}
