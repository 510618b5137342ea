package io.github.stomprelay.limit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often somebody ran into a limit, by scope. Safe for all threads. */
public final class LimitCounters {
  private final Map<LimitScope, LongAdder> adders = new EnumMap<>(LimitScope.class);

  public LimitCounters() {
    for (LimitScope scope : LimitScope.values()) {
      adders.put(scope, new LongAdder());
    }
  }

  /** Once more. */
  public void count(LimitScope scope) {
    Objects.requireNonNull(adders.get(scope)).increment();
  }

  /** Until now. */
  public Map<LimitScope, Long> sums() {
    Map<LimitScope, Long> sums = new EnumMap<>(LimitScope.class);
    adders.forEach((scope, adder) -> sums.put(scope, adder.sum()));
    return sums;
  }
}
