package io.github.stomprelay.limit;

import io.github.stomprelay.task.Guarded;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What one client owes to the {@link MemoryBudget}: the bytes that wait for it, or because of it.
 * Every part of the relay that makes something of the client wait charges it here, and takes off
 * the same number when the wait ends, however it ends. On the event loop of its account.
 */
public final class Debt {
  /** Who owes less is never cut off for it. */
  private static final long WORTH_CUTTING = 4 << 10;

  static final int UNLISTED = -1;

  private final MemoryBudget.Account account;
  private @Nullable LongConsumer cut;
  private long bytes;
  private long shared;
  private int place = UNLISTED;
  private boolean writtenOff;

  Debt(MemoryBudget.Account account) {
    this.account = account;
  }

  /**
   * What ends the client, and with it what waits, when too much waits in the relay and this is the
   * largest debt. Without it the client is never cut off.
   *
   * @param action told of the bytes owed; runs once at most, in a turn of its own
   */
  public void onCut(LongConsumer action) {
    cut = action;
  }

  /** Some bytes more wait, or less if negative. */
  public void charge(long more) {
    if (more == 0) {
      return;
    }
    bytes += more;
    if (writtenOff) {
      account.writeOff(more);
    } else {
      rank();
    }
    account.charge(more);
  }

  /**
   * Something waits for this client, or does no longer if negative, that waits for others of its
   * loop as well. It counts for this client's rank among the debtors.
   *
   * @param alone whether it waits for nobody else: only then it is counted in the budget, once
   */
  public void chargeShared(long more, boolean alone) {
    shared += more;
    if (!writtenOff) {
      rank();
    }
    if (alone) {
      account.charge(more);
    }
  }

  private void rank() {
    long rank = bytes();
    if (rank >= WORTH_CUTTING != (place != UNLISTED)) {
      if (place == UNLISTED) {
        account.list(this);
      } else {
        account.unlist(this);
      }
    }
    if (cut != null) {
      account.grown(rank);
    }
  }

  /** Returns what waits now, with its share in what waits for others as well. */
  public long bytes() {
    return bytes + shared;
  }

  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  boolean canBeCut() {
    return cut != null;
  }

  /** Cuts the client off; what it owes counts as good as gone from here on. */
  void cut() {
    @Nullable LongConsumer action = cut;
    if (action == null) {
      return;
    }
    writtenOff = true;
    if (place != UNLISTED) {
      account.unlist(this);
    }
    account.writeOff(bytes);
    Guarded.run("memory.cut", "a client", () -> action.accept(bytes()));
  }
}
