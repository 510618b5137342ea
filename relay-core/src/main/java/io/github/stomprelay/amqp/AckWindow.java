package io.github.stomprelay.amqp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one channel that are not settled at the broker, in the order of their tags, and
 * how to settle them with few frames: acknowledgements wait to be merged, what has come together
 * from the oldest on goes as one. Bounded by the prefetch count.
 */
final class AckWindow {
  /** One delivery; a link of the list. */
  static final class Entry {
    final AckWindow window;
    final long tag;

    /** Position in a stream, or -1. */
    long offset = -1;

    /** What it takes in the relay; or would, if its body had found room. */
    long bytes;

    /** Whether the session has it. */
    boolean handedOver;

    /** Whether nobody needs its body any more. */
    boolean settled;

    private boolean acked;
    private boolean gone;
    private @Nullable Entry previous;
    private @Nullable Entry next;

    private Entry(AckWindow window, long tag) {
      this.window = window;
      this.tag = tag;
    }
  }

  /** The part of a channel that settles. */
  interface Settler {
    void ack(long tag, boolean multiple) throws IOException;

    void nack(long tag, boolean requeue) throws IOException;

    /** Settling has failed: the channel is of no more use, and ends if it has not ended yet. */
    void broken(Exception why);
  }

  private final Settler channel;
  private final int ackCount;
  private int mergeAtMost;
  private final List<Entry> acked = new ArrayList<>();
  private @Nullable Entry oldest;
  private @Nullable Entry newest;
  private int size;
  private boolean flushDue;
  private boolean closed;

  /**
   * @param prefetch of the consumer: with few deliveries under way there is little time to merge
   * @param ackCount acknowledgements merged at most
   */
  AckWindow(Settler channel, int prefetch, int ackCount) {
    this.channel = channel;
    this.ackCount = ackCount;
    prefetch(prefetch);
  }

  /** The consumer has this prefetch now. */
  void prefetch(int prefetch) {
    mergeAtMost = Math.max(1, Math.min(ackCount, prefetch / 4));
  }

  Entry add(long tag) {
    Entry entry = new Entry(this, tag);
    entry.previous = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.next = entry;
    }
    newest = entry;
    size++;
    return entry;
  }

  /** Deliveries that the broker still counts as outstanding. */
  int size() {
    return size;
  }

  /**
   * Returns where a stream has to be read again from, given what is not acknowledged; or the
   * default.
   */
  long oldestOffset(long otherwise) {
    for (Entry entry = oldest; entry != null; entry = entry.next) {
      if (!entry.acked) {
        return entry.offset;
      }
    }
    return otherwise;
  }

  /** The channel is gone: everything in it is void. */
  void close() {
    closed = true;
    acked.clear();
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * Acknowledges, now or merged with later ones.
   *
   * @return whether {@link #flush} is due soon, and was not before
   */
  boolean ack(Entry entry) {
    if (closed || entry.gone || entry.acked) {
      return false;
    }
    entry.acked = true;
    acked.add(entry);
    if (acked.size() >= mergeAtMost) {
      flush();
      return false;
    }
    boolean already = flushDue;
    flushDue = true;
    return !already;
  }

  void nack(Entry entry, boolean requeue) {
    if (closed || entry.gone || entry.acked) {
      return;
    }
    unlink(entry);
    try {
      channel.nack(entry.tag, requeue);
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** Sends what was acknowledged. */
  void flush() {
    flushDue = false;
    if (closed || acked.isEmpty()) {
      return;
    }
    try {
      flushPrefix();
      for (Entry entry : acked) {
        if (!entry.gone) {
          unlink(entry);
          channel.ack(entry.tag, false);
        }
      }
      acked.clear();
    } catch (IOException | RuntimeException e) {
      failed(e);
    }
  }

  /** The channel can settle nothing any more: the broker delivers again what is not settled. */
  private void failed(Exception e) {
    close();
    channel.broken(e);
  }

  /** From the oldest on without a gap: the last tag stands for all, and is itself outstanding. */
  private void flushPrefix() throws IOException {
    @Nullable Entry last = null;
    int count = 0;
    for (Entry entry = oldest; entry != null && entry.acked; entry = oldest) {
      unlink(entry);
      last = entry;
      count++;
    }
    if (last != null) {
      channel.ack(last.tag, count > 1);
    }
  }

  private void unlink(Entry entry) {
    entry.gone = true;
    size--;
    if (entry.previous == null) {
      oldest = entry.next;
    } else {
      entry.previous.next = entry.next;
    }
    if (entry.next == null) {
      newest = entry.previous;
    } else {
      entry.next.previous = entry.previous;
    }
    entry.previous = null;
    entry.next = null;
  }
}
