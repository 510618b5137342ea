package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LimitCounters;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what the transports do; for any thread. The words are few and ours, never a client's. */
final class TransportCounters {
  final LimitCounters limits = new LimitCounters();
  final LongAdder sockets = new LongAdder();
  final LongAdder bytesIn = new LongAdder();
  final LongAdder bytesOut = new LongAdder();
  private final ConcurrentMap<String, LongAdder> opened = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> open = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, LongAdder> refused = new ConcurrentHashMap<>();

  void opened(String transport) {
    add(opened, transport, 1);
    add(open, transport, 1);
  }

  void closed(String transport) {
    add(open, transport, -1);
  }

  void refused(String reason) {
    add(refused, reason, 1);
  }

  private static void add(ConcurrentMap<String, LongAdder> counters, String word, long amount) {
    counters.computeIfAbsent(word, key -> new LongAdder()).add(amount);
  }

  TransportSnapshot snapshot() {
    return new TransportSnapshot(
        values(opened),
        values(open),
        sockets.sum(),
        values(refused),
        bytesIn.sum(),
        bytesOut.sum(),
        limits.sums());
  }

  private static Map<String, Long> values(Map<String, LongAdder> counters) {
    Map<String, Long> values = new TreeMap<>();
    counters.forEach((word, counter) -> values.put(word, counter.sum()));
    return values;
  }
}
