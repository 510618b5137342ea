package io.github.stomprelay.task;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was thrown where nothing should be: mistakes of ours, and memory that ran out. Logged and
 * counted by place, for the whole process as log lines are. Safe for all threads.
 */
public final class InternalErrors {
  private static final Logger log = LoggerFactory.getLogger(InternalErrors.class);
  private static final Map<String, LongAdder> BY_PLACE = new ConcurrentHashMap<>();

  private InternalErrors() {}

  /**
   * Logs and counts an error.
   *
   * @param where the place, a word of the code: the metric's label
   * @param whom the session, link or file it concerns, as log lines call it
   */
  public static void report(String where, Object whom, Throwable error) {
    count(where);
    log.error("internal error where={} {}", where, whom, error);
  }

  static void count(String where) {
    known(where).increment();
  }

  /** A place that may report something is there with zero before it does. */
  static LongAdder known(String where) {
    return BY_PLACE.computeIfAbsent(where, w -> new LongAdder());
  }

  /** Returns how many so far, by place. */
  public static Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    BY_PLACE.forEach((where, count) -> counts.put(where, count.sum()));
    return counts;
  }
}
