package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.stomp.AckMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one session that its client has yet to answer, by consumer tag and message
 * number (sections 9 and 19). An ack id is {@code <consumer tag>@@<session>@@<number>}; numbers
 * count from 1 and are never used twice, so a delivery can be answered after its subscription ended
 * too. Bounded by the subscriptions' prefetch. On the session's loop.
 */
final class UnacknowledgedDeliveries {
  private static final String SEPARATOR = "@@";

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
    return tag + SEPARATOR + session + SEPARATOR;
  }

  /** Remembers a delivery until it is answered. */
  void add(String tag, long number, AckMode mode, Delivery delivery) {
    byTag
        .computeIfAbsent(tag, t -> new LinkedHashMap<>())
        .put(number, new Entry(mode, delivery, System.nanoTime()));
  }

  /** How many deliveries wait for an answer. */
  int size() {
    return byTag.values().stream().mapToInt(Map::size).sum();
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

  /**
   * The deliveries that an ACK or NACK of this id answers, oldest first, taken out: in mode {@code
   * client} all of its subscription up to this one, otherwise this one.
   *
   * @param command for the error text
   * @param header the header that carried the id, for the error text
   */
  List<Delivery> take(String command, String header, String id) throws StompError {
    int number = id.lastIndexOf(SEPARATOR);
    int session = number < 0 ? -1 : id.lastIndexOf(SEPARATOR, number - 1);
    if (session < 0) {
      throw new StompError(
          "Invalid header", "\"" + command + "\" must include a valid \"" + header + "\" header\n");
    }
    if (!id.substring(session + SEPARATOR.length(), number).equals(this.session)) {
      throw new StompError(
          "Invalid header",
          "\"" + command + "\" names a message of another session in \"" + header + "\"\n");
    }
    long wanted = parse(id.substring(number + SEPARATOR.length()), header, id);
    return take(id.substring(0, session), wanted, id);
  }

  private List<Delivery> take(String tag, long number, String id) throws StompError {
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.get(tag);
    @Nullable Entry entry = entries == null ? null : entries.get(number);
    if (entries == null || entry == null) {
      throw new StompError(
          "Message not found", "Message with id \"" + id + "\" is not awaiting an answer\n");
    }
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

  private static long parse(String text, String header, String id) throws StompError {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw StompError.badHeader(header, id, "the id that the MESSAGE carried");
    }
  }
}
