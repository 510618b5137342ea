package io.github.stomprelay.amqp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What was published on one confirm channel and is not confirmed yet, by the sequence number that
 * the broker counts too: 1, 2, 3 ... A ring that grows to the publishing window. Confined to its
 * loop; settling may publish again from inside the callback.
 */
final class ConfirmLedger {
  private @Nullable Outgoing[] ring = new @Nullable Outgoing[64];
  private long first = 1;
  private long next = 1;
  private int size;
  private long bytes;

  int size() {
    return size;
  }

  long bytes() {
    return bytes;
  }

  /** Enters the next publication. */
  void add(Outgoing outgoing) {
    if (next - first == ring.length) {
      grow();
    }
    ring[slot(next++)] = outgoing;
    size++;
    bytes += outgoing.bytes();
  }

  /** The broker has answered a number, or all up to it; numbers without an entry are ignored. */
  void settle(long sequence, boolean multiple, Consumer<Outgoing> settled) {
    long last = Math.min(sequence, next - 1);
    for (long i = multiple ? first : Math.max(sequence, first); i <= last; i++) {
      @Nullable Outgoing outgoing = take(i);
      if (outgoing != null) {
        settled.accept(outgoing);
      }
    }
  }

  /** The one entered longest ago. */
  @Nullable Outgoing oldest() {
    return size == 0 ? null : ring[slot(first)];
  }

  /** The entry with this id, oldest first; for the broker's basic.return. */
  @Nullable Outgoing find(String id) {
    for (long i = first; i < next; i++) {
      @Nullable Outgoing outgoing = ring[slot(i)];
      if (outgoing != null && outgoing.id.equals(id)) {
        return outgoing;
      }
    }
    return null;
  }

  /** Takes out everything, in order, and starts to count at 1 again. */
  List<Outgoing> reset() {
    List<Outgoing> all = new ArrayList<>(size);
    settle(next - 1, true, all::add);
    first = 1;
    next = 1;
    return all;
  }

  private @Nullable Outgoing take(long sequence) {
    int slot = slot(sequence);
    @Nullable Outgoing outgoing = ring[slot];
    if (outgoing != null) {
      ring[slot] = null;
      size--;
      bytes -= outgoing.bytes();
    }
    while (first < next && ring[slot(first)] == null) {
      first++;
    }
    return outgoing;
  }

  private int slot(long sequence) {
    return (int) sequence & (ring.length - 1);
  }

  private void grow() {
    @Nullable Outgoing[] larger = new @Nullable Outgoing[ring.length * 2];
    for (long i = first; i < next; i++) {
      larger[(int) i & (larger.length - 1)] = ring[slot(i)];
    }
    ring = larger;
  }
}
