package io.github.stomprelay.session;

import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.stomp.AckMode;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.timing.Environment;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits for a client that takes its MESSAGEs too slowly, before it becomes bytes of the
 * connection. While the client keeps up nothing waits and this costs one look at the connection.
 *
 * <ul>
 *   <li>Deliveries of a queue of the client's own wait, unacknowledged: their prefetch bounds them,
 *       and the broker keeps the rest.
 *   <li>Messages of shared subscriptions go to the connection at once, where too many of them
 *       disconnect the client ({@link Deadlines}); or wait in a {@link Backlog} that drops some,
 *       where the destination's class says so.
 * </ul>
 */
final class Outbox {
  private static final Logger log = LoggerFactory.getLogger(Outbox.class);

  private record Held(StompSubscription to, Delivery delivery) {}

  private final SessionLabel session;
  private final ClientConnection connection;
  private final SessionCounters counters;
  private final UnacknowledgedDeliveries unacknowledged;
  private final long mostBytes;
  private @Nullable Queue<Held> held;
  private @Nullable Backlog backlog;
  private boolean dropping;
  private long lastMovedNanos;

  /**
   * @param unacknowledged gets what the client has to answer
   * @param mostBytes of messages that may be dropped
   */
  Outbox(
      SessionLabel session,
      ClientConnection connection,
      SessionCounters counters,
      UnacknowledgedDeliveries unacknowledged,
      long mostBytes) {
    this.session = session;
    this.connection = connection;
    this.counters = counters;
    this.unacknowledged = unacknowledged;
    this.mostBytes = mostBytes;
  }

  /** A delivery of a queue of the subscription's own, to be answered. */
  void sendOwn(StompSubscription to, Delivery delivery) {
    if (held == null && connection.isWritable()) {
      write(to, delivery);
      return;
    }
    if (held == null) {
      held = new ArrayDeque<>();
      lastMovedNanos = Environment.nanoTime();
    }
    held.add(new Held(to, delivery));
  }

  /** A message of a shared subscription, which the broker has forgotten already. */
  void sendShared(StompSubscription to, MessageTemplate message) {
    if (to.slowPolicy() == SlowPolicy.DISCONNECT || (backlog == null && connection.isWritable())) {
      write(to, message, unacknowledged.nextNumber(), false, null);
      return;
    }
    if (backlog == null) {
      backlog = new Backlog(mostBytes, connection.debt());
      dropping = false;
    }
    count(to, backlog.add(to, message));
  }

  private void count(StompSubscription to, int dropped) {
    if (dropped == 0) {
      return;
    }
    counters.dropped(to.slowPolicy(), dropped);
    if (!dropping) {
      dropping = true;
      counters.slowClient(to.slowPolicy());
      log.info("slow client session={} action={}", session, to.slowPolicy().label());
    }
  }

  /** The client takes bytes again. A send may find that it takes even more and call this anew. */
  void writable() {
    while (held != null && connection.isWritable()) {
      sendHeld(held);
    }
    while (backlog != null && connection.isWritable()) {
      sendWaiting(backlog);
    }
  }

  private void sendWaiting(Backlog waiting) {
    Backlog.Waiting oldest = waiting.removeOldest();
    backlog = waiting.isEmpty() ? null : waiting;
    write(oldest.to(), oldest.message(), unacknowledged.nextNumber(), false, null);
  }

  private void sendHeld(Queue<Held> waiting) {
    Held next = waiting.remove();
    held = waiting.isEmpty() ? null : waiting;
    lastMovedNanos = Environment.nanoTime();
    write(next.to(), next.delivery());
  }

  /** A delivery that is answered when its bytes are written, or by the client. */
  private void write(StompSubscription to, Delivery delivery) {
    long number = unacknowledged.nextNumber();
    if (to.spec().ackMode() == AckMode.AUTO) {
      write(to, to.template(delivery), number, false, delivery::ack);
    } else {
      unacknowledged.add(to, number, delivery);
      write(to, to.template(delivery), number, to.hasAckHeader(), null);
    }
  }

  private void write(
      StompSubscription to,
      MessageTemplate message,
      long number,
      boolean withAck,
      @Nullable Runnable written) {
    counters.frameOut(Command.MESSAGE);
    String id = to.idPrefix() + number;
    connection.send(message, to.spec().id(), id, withAck ? id : null, written);
  }

  /** A subscription ends: what waits of it is dropped, or goes back to its queue. */
  void forget(StompSubscription subscription) {
    if (backlog != null) {
      backlog.forget(subscription);
      backlog = backlog.isEmpty() ? null : backlog;
    }
    if (held != null) {
      held.removeIf(each -> each.to() == subscription && giveBack(each));
      held = held.isEmpty() ? null : held;
    }
  }

  /** The session ends: nothing is dropped for being too slow any more. */
  void close() {
    if (backlog != null) {
      backlog.clear();
      backlog = null;
    }
  }

  private static boolean giveBack(Held held) {
    held.delivery().giveBack();
    return true;
  }

  /**
   * Returns whether messages wait that may be dropped, so that nobody has to be disconnected for
   * them.
   */
  boolean drops() {
    return backlog != null;
  }

  /** Of messages that may be dropped; the connection has its own. */
  long waitingBytes() {
    return backlog == null ? 0 : backlog.bytes();
  }

  /**
   * Returns whether deliveries of own queues have been waiting for so long without any of them
   * going.
   */
  boolean isStuck(long now, long nanos) {
    return held != null && now - lastMovedNanos > nanos;
  }
}
