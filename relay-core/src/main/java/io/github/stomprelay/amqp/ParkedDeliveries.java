package io.github.stomprelay.amqp;

import io.github.stomprelay.task.Timer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries of one channel that found no room: without their bodies, unsettled at the broker,
 * so that each keeps its place in the prefetch and the broker sends no others instead. When there
 * is room the oldest are given back, as many as fit, and the broker sends them again: a queue keeps
 * what is given back at its old place. Until all have come again later ones join them, so that
 * nothing overtakes.
 */
final class ParkedDeliveries {
  /** When nothing of what was given back has come for so long it went to another consumer. */
  private static final long RETURN_MILLIS = 2000;

  private final Loop loop;
  private final HeldBytes heldBytes;
  private final AckWindow window;
  private final HeldBytes.Waiter owner;
  private final Deque<AckWindow.Entry> parked = new ArrayDeque<>();

  /** The bytes taken for each of those that were given back and should come again. */
  private final Queue<Long> returning = new ArrayDeque<>();

  private @Nullable Timer missing;

  /** Number of those that have come. */
  private long returned;

  /** Number of those that should come again since all were given back. */
  private int givenBack;

  /** Whether some belong to a consumer that is gone: their places are, too. */
  private boolean placesLost;

  ParkedDeliveries(Loop loop, HeldBytes heldBytes, AckWindow window, HeldBytes.Waiter owner) {
    this.loop = loop;
    this.heldBytes = heldBytes;
    this.window = window;
    this.owner = owner;
  }

  boolean isEmpty() {
    return parked.isEmpty();
  }

  /**
   * Returns whether a delivery comes before older ones that were given back: it was on its way
   * already, or RabbitMQ, which looks at acknowledgements first, has not taken those back yet. It
   * has to go back as well.
   */
  boolean isOvertaking(boolean redelivered) {
    if (givenBack == 0) {
      return false;
    }
    if (redelivered) {
      givenBack--;
      returned++;
      return false;
    }
    givenBack++;
    return true;
  }

  /** Takes a delivery's bytes, unless there is no room or others come first. */
  boolean take(long bytes, boolean redelivered) {
    @Nullable Long taken = redelivered ? returning.peek() : null;
    if (taken == null) {
      return parked.isEmpty() && returning.isEmpty() && heldBytes.take(bytes);
    }
    if (bytes > taken && !heldBytes.take(bytes - taken)) {
      return false;
    }
    if (bytes < taken) {
      heldBytes.release(taken - bytes);
    }
    returning.remove();
    returned++;
    return true;
  }

  void add(AckWindow.Entry entry) {
    parked.add(entry);
    heldBytes.await(owner);
  }

  /** Another consumer has taken over. */
  void consumerChanged() {
    placesLost = !parked.isEmpty();
    if (placesLost) {
      heldBytes.await(owner);
      if (hasRoom()) {
        giveBackAll();
      }
    }
  }

  /** Returns whether there is room for the oldest. */
  boolean hasRoom() {
    AckWindow.@Nullable Entry oldest = parked.peek();
    return oldest != null && heldBytes.fits(oldest.bytes);
  }

  /** There may be room. */
  void giveBackWhatFits() {
    if (placesLost && hasRoom()) {
      // the consumer's own places may all be taken by younger ones
      giveBackAll();
      return;
    }
    while (!parked.isEmpty() && !placesLost && heldBytes.take(parked.element().bytes)) {
      AckWindow.Entry oldest = parked.remove();
      returning.add(oldest.bytes);
      window.nack(oldest, true);
    }
    if (!parked.isEmpty()) {
      heldBytes.await(owner);
    }
    watchReturning();
  }

  private void watchReturning() {
    if (missing == null && (givenBack > 0 || !returning.isEmpty())) {
      watchReturning(returned);
    }
  }

  private void watchReturning(long before) {
    missing =
        loop.after(
            RETURN_MILLIS,
            () -> {
              missing = null;
              if (returned == before) {
                givenBack = 0;
                forgetReturning();
              }
              watchReturning();
            });
  }

  private void forgetReturning() {
    long bytes = returning.stream().mapToLong(Long::longValue).sum();
    returning.clear();
    heldBytes.release(bytes);
  }

  /** They will be read again: a stream forgets nothing, and an acknowledgement only counts. */
  void acknowledgeAll() {
    placesLost = false;
    for (AckWindow.Entry each = parked.poll(); each != null; each = parked.poll()) {
      window.ack(each);
    }
    window.flush();
  }

  /** Their consumer has one place at most, or none: the oldest comes again first. */
  void giveBackAll() {
    placesLost = false;
    givenBack += parked.size();
    for (AckWindow.Entry each = parked.poll(); each != null; each = parked.poll()) {
      window.nack(each, true);
    }
    watchReturning();
  }

  /** The channel is gone. */
  void close() {
    parked.clear();
    givenBack = 0;
    forgetReturning();
    if (missing != null) {
      missing.cancel();
      missing = null;
    }
  }
}
