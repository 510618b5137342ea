package io.github.stomprelay.limit;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * State by key, bounded: each addition drops up to two old entries that have nothing to tell any
 * more, and beyond the bound the one that was not used for the longest time. Guarded by its owner.
 */
final class RecentTable<K, V> {
  private static final int SWEPT_PER_ADDITION = 2;

  private final int most;
  private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

  RecentTable(int most) {
    this.most = most;
  }

  @Nullable V find(K key) {
    return entries.get(key);
  }

  /**
   * The entry of this key, made if there is none.
   *
   * @param stale whether an entry may as well be forgotten
   */
  V get(K key, Supplier<V> maker, Predicate<V> stale) {
    @Nullable V known = entries.get(key);
    if (known != null) {
      return known;
    }
    sweep(stale);
    V made = maker.get();
    entries.put(key, made);
    return made;
  }

  private void sweep(Predicate<V> stale) {
    Iterator<V> oldest = entries.values().iterator();
    for (int i = 0; i < SWEPT_PER_ADDITION && oldest.hasNext(); i++) {
      if (stale.test(oldest.next()) || entries.size() >= most) {
        oldest.remove();
      }
    }
  }

  int size() {
    return entries.size();
  }
}
