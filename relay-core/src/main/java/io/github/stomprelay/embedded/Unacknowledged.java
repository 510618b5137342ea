package io.github.stomprelay.embedded;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one channel has delivered and not heard of again, by delivery tag. */
final class Unacknowledged {

  private final TreeMap<Long, Entry> entries = new TreeMap<>();
  private long lastTag;

  /**
   * @param consumer null: taken by basic.get
   */
  record Entry(MessageQueue queue, QueuedMessage message, @Nullable Consumer consumer) {}

  /** The next delivery tag; the message is not to be acknowledged. */
  long nextTag() {
    return ++lastTag;
  }

  /** The next delivery tag, under which the message is kept. */
  long add(Entry entry) {
    entries.put(++lastTag, entry);
    return lastTag;
  }

  /** basic.ack. */
  void acknowledge(long tag, boolean multiple) throws AmqpError {
    settle(take(tag, multiple), false);
  }

  /** basic.nack and basic.reject: back to the queue or gone. */
  void refuse(long tag, boolean multiple, boolean requeue) throws AmqpError {
    settle(take(tag, multiple), requeue);
  }

  /** The channel is gone: everything returns to its queue. */
  void requeueAll() {
    List<Entry> all = new ArrayList<>(entries.values());
    entries.clear();
    settle(all, true);
  }

  // all are put back before any is delivered again: so the order stays
  private static void settle(List<Entry> settled, boolean requeue) {
    Set<MessageQueue> queues = new LinkedHashSet<>();
    for (Entry entry : settled) {
      if (entry.consumer() != null) {
        entry.consumer().settled();
      }
      if (requeue) {
        entry.queue().requeue(entry.message());
      } else {
        entry.queue().release(entry.message());
      }
      queues.add(entry.queue());
    }
    queues.forEach(MessageQueue::deliver);
  }

  // tag 0 with multiple means all of them, even if there are none
  private List<Entry> take(long tag, boolean multiple) throws AmqpError {
    if (tag != 0 || !multiple) {
      requireKnown(tag);
    }
    if (!multiple) {
      return List.of(java.util.Objects.requireNonNull(entries.remove(tag)));
    }
    Collection<Entry> taken = tag == 0 ? entries.values() : entries.headMap(tag, true).values();
    List<Entry> copy = new ArrayList<>(taken);
    taken.clear();
    return copy;
  }

  private void requireKnown(long tag) throws AmqpError {
    if (!entries.containsKey(tag)) {
      throw AmqpError.ofChannel(ReplyCode.PRECONDITION_FAILED, "unknown delivery tag " + tag);
    }
  }
}
