package io.github.stomprelay.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who fails to log in: the first failures cost nothing, each further one doubles what
 * the next login of the same address waits, and of the same user at that address sooner; a minute
 * without failures is forgiven. Where nobody failed nobody waits, whose name is guessed elsewhere
 * included. Remembers the last 100,000 addresses and as many users at them. Safe for all threads.
 */
public final class FailedLogins {
  private static final int MOST = 100_000;
  private static final int FREE_OF_ADDRESS = 10;
  private static final int FREE_OF_USER = 3;
  private static final long FIRST_NANOS = Duration.ofMillis(250).toNanos();
  private static final long FORGIVEN_NANOS = Duration.ofMinutes(1).toNanos();
  private static final int DOUBLINGS = 16;

  /** A user at an address, by the hash of a name that may be long. */
  private record UserThere(NetworkKey address, int user) {}

  private static final class Failures {
    private int count;
    private long last;

    boolean isOver(long now) {
      return now - last >= FORGIVEN_NANOS;
    }
  }

  private final RecentTable<NetworkKey, Failures> addresses = new RecentTable<>(MOST);
  private final RecentTable<UserThere, Failures> users = new RecentTable<>(MOST);

  /**
   * Returns how long a login of this user from there has to wait before it is checked, in
   * nanoseconds.
   */
  public synchronized long delay(NetworkKey address, String user, Duration most, long now) {
    long delay =
        Math.max(
            delay(addresses.find(address), FREE_OF_ADDRESS, now),
            delay(users.find(new UserThere(address, user.hashCode())), FREE_OF_USER, now));
    return Math.min(delay, most.toNanos());
  }

  private static long delay(@Nullable Failures failures, int free, long now) {
    if (failures == null || failures.isOver(now) || failures.count < free) {
      return 0;
    }
    return FIRST_NANOS << Math.min(DOUBLINGS, failures.count - free);
  }

  /** A login of this user from there was refused. */
  public synchronized void count(NetworkKey address, String user, long now) {
    count(addresses, address, now);
    count(users, new UserThere(address, user.hashCode()), now);
  }

  private static <K> void count(RecentTable<K, Failures> table, K key, long now) {
    Failures failures = table.get(key, Failures::new, old -> old.isOver(now));
    failures.count = failures.count > 0 && failures.isOver(now) ? 1 : failures.count + 1;
    failures.last = now;
  }

  synchronized int size() {
    return addresses.size() + users.size();
  }
}
