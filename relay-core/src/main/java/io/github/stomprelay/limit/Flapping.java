package io.github.stomprelay.limit;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bans, for a while, who comes and goes too often. Counts within windows that begin with the first
 * one counted; remembers the last 100,000 keys. Safe for all threads.
 */
public final class Flapping<K> {
  private static final int MOST = 100_000;

  /**
   * When to ban.
   *
   * @param most times in a window; zero: never a ban
   * @param ban how long
   */
  public record Rule(int most, Duration window, Duration ban) {
    /** Never. */
    public static final Rule OFF = new Rule(0, Duration.ZERO, Duration.ZERO);
  }

  private static final class Visits {
    private int count;

    /** When window or ban ends: whatever it was is forgotten then. */
    private long until;

    private boolean banned;

    boolean isOver(long now) {
      return now - until >= 0;
    }
  }

  private final RecentTable<K, Visits> all = new RecentTable<>(MOST);

  /** Returns how long this key is banned from now on; zero if it is not. */
  public synchronized Duration banLeft(K key, long now) {
    @Nullable Visits known = all.find(key);
    return known == null || !known.banned || known.isOver(now)
        ? Duration.ZERO
        : Duration.ofNanos(known.until - now);
  }

  /** It has come and gone; whether it is banned for that from now on. */
  public synchronized boolean count(K key, Rule rule, long now) {
    if (rule.most() == 0) {
      return false;
    }
    Visits visits = all.get(key, () -> fresh(rule, now), old -> old.isOver(now));
    if (visits.isOver(now)) {
      visits.banned = false;
      visits.count = 0;
      visits.until = now + rule.window().toNanos();
    }
    visits.count++;
    if (visits.banned || visits.count < rule.most()) {
      return false;
    }
    visits.banned = true;
    visits.until = now + rule.ban().toNanos();
    return true;
  }

  private static Visits fresh(Rule rule, long now) {
    Visits visits = new Visits();
    visits.until = now + rule.window().toNanos();
    return visits;
  }

  synchronized int size() {
    return all.size();
  }
}
