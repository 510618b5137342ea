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
 * subscription ended too. Bounded by the subscriptions' prefetch.
 */
final class UnacknowledgedDeliveries {
  /**
   * @param subscription that it came by; another one may have its id by now
   * @param since when it was delivered, {@link System#nanoTime}
   */
  private record Entry(StompSubscription subscription, Delivery delivery, long since) {
    AckMode mode() {
      return subscription.spec().ackMode();
    }
  }

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

  /** Returns what stands before the number in the ack ids of a consumer tag. */
  String idPrefix(String tag) {
    return AckId.prefix(tag, session);
  }

  /** Remembers a delivery until it is answered. */
  void add(StompSubscription subscription, long number, Delivery delivery) {
    byTag
        .computeIfAbsent(subscription.spec().tag(), t -> new LinkedHashMap<>())
        .put(number, new Entry(subscription, delivery, Environment.nanoTime()));
  }

  /** Returns how many deliveries wait for an answer. */
  int size() {
    return byTag.values().stream().mapToInt(Map::size).sum();
  }

  /** Returns how many of this consumer tag do. */
  int size(String tag) {
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.get(tag);
    return entries == null ? 0 : entries.size();
  }

  /** Returns how many messages there have been. */
  long numbered() {
    return lastNumber;
  }

  /** A subscription with a delivery that has been waiting for so long, or null. */
  @Nullable StompSubscription overdue(long now, long nanos) {
    for (LinkedHashMap<Long, Entry> entries : byTag.values()) {
      Entry oldest = entries.values().iterator().next();
      if (now - oldest.since() > nanos) {
        return oldest.subscription();
      }
    }
    return null;
  }

  /** All deliveries of a subscription, taken out; none of another one with its id. */
  List<Delivery> takeAll(StompSubscription subscription) {
    String tag = subscription.spec().tag();
    List<Delivery> taken = new ArrayList<>();
    @Nullable LinkedHashMap<Long, Entry> entries = byTag.get(tag);
    if (entries != null) {
      for (var each = entries.values().iterator(); each.hasNext(); ) {
        Entry entry = each.next();
        if (entry.subscription() == subscription) {
          each.remove();
          taken.add(entry.delivery());
        }
      }
      if (entries.isEmpty()) {
        byTag.remove(tag);
      }
    }
    return taken;
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
