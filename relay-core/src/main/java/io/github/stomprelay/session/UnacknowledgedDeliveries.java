package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one session that its client has yet to answer, by consumer tag and message
 * number. Numbers count from 1 and are never used twice, so a delivery can be answered after its
 * subscription ended too. Bounded by the subscriptions' prefetch. On the session's loop.
 */
final class UnacknowledgedDeliveries {
  /**
   * @param since when it was delivered, {@link System#nanoTime}
   */
  private record Entry(AckMode mode, Delivery delivery, long since) {}

  private final String session;
  private final Map<String, LinkedHashMap<Long, Entry>> byTag = new HashMap<>();
  private long lastNumber;

  UnacknowledgedDeliveries(String session) {
    this.session = session;
  }

  /** The next message's number. */
  long nextNumber() {
    return ++lastNumber;
  }

  /** What stands before the number in the ack ids of a consumer tag. */
  String idPrefix(String tag) {
    return AckId.prefix(tag, session);
  }

  /** Remembers a delivery until it is answered. */
  void add(String tag, long number, AckMode mode, Delivery delivery) {
    byTag
        .computeIfAbsent(tag, t -> new LinkedHashMap<>())
        .put(number, new Entry(mode, delivery, Environment.nanoTime()));
  }

  /** How many deliveries wait for an answer. */
  int size() {
    return byTag.values().stream().mapToInt(Map::size).sum();
  }

  /** How many of this consumer tag do. */
  int size(String tag) {
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.get(tag);
    return entries == null ? 0 : entries.size();
  }

  /** How many messages there have been. */
  long numbered() {
    return lastNumber;
  }

  /** A consumer tag with a delivery that has been waiting for so long, or null. */
  @Nullable String overdue(long now, long nanos) {
    for (Map.Entry<String, LinkedHashMap<Long, Entry>> each : byTag.entrySet()) {
      Entry oldest = each.getValue().values().iterator().next();
      if (now - oldest.since() > nanos) {
        return each.getKey();
      }
    }
    return null;
  }

  /** All deliveries of a consumer tag, taken out. */
  List<Delivery> takeAll(String tag) {
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.remove(tag);
    return entries == null ? List.of() : entries.values().stream().map(Entry::delivery).toList();
  }

  /** Refuses an answer to what is not awaiting one. */
  void check(AckId id) throws StompError {
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.get(id.tag());
    if (entries == null || !entries.containsKey(id.number())) {
      throw new StompError(
          "Message not found",
          "Message with id \""
              + id.text()
              + "\" is not awaiting an answer: it has been given, or its subscription has"
              + " ack:auto\n");
    }
  }

  /**
   * The deliveries that an ACK or NACK of this id answers, oldest first, taken out: in mode {@code
   * client} all of its subscription up to this one, otherwise this one.
   */
  List<Delivery> take(AckId id) throws StompError {
    check(id);
    String tag = id.tag();
    long number = id.number();
    LinkedHashMap<Long, Entry> entries = Objects.requireNonNull(byTag.get(tag));
    Entry entry = Objects.requireNonNull(entries.get(number));
    List<Delivery> taken = new ArrayList<>();
    if (entry.mode() == AckMode.CLIENT_INDIVIDUAL) {
      entries.remove(number);
      taken.add(entry.delivery());
    } else {
      var oldestFirst = entries.entrySet().iterator();
      while (oldestFirst.hasNext()) {
        var next = oldestFirst.next();
        if (next.getKey() > number) {
          break;
        }
        taken.add(next.getValue().delivery());
        oldestFirst.remove();
      }
    }
    if (entries.isEmpty()) {
      byTag.remove(tag);
    }
    return taken;
  }
}
