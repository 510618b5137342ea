package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.limit.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One session's publications in their order: those to publish again first, then those not published
 * yet. Held while the one in front waits for something that later ones must not overtake. Confined
 * to its loop.
 */
final class PublishLane {
  /** Why nothing is taken from a lane. */
  enum Hold {
    NONE,
    /** The queue of the one in front is being declared. */
    DECLARE,
    /** The one in front goes on probation when those before it are confirmed. */
    DRAIN,
    /** One is on probation. */
    PROBATION,
    /** A nacked one waits for its next attempt. */
    BACK_OFF,
    /** The account may not publish there any more: see {@link Revocations}. */
    REVOKED
  }

  /** Called when all publications up to a sequence number are settled. */
  private static final class Waiter {
    final long upTo;
    final Runnable done;
    long remaining;

    Waiter(long upTo, long remaining, Runnable done) {
      this.upTo = upTo;
      this.remaining = remaining;
      this.done = done;
    }
  }

  private final BrokerSession.@Nullable Events events;
  private final Loop loop;
  private final MemoryBudget.Account memory;
  private final DeclaredQueues declared;
  private final ArrayDeque<Outgoing> fresh = new ArrayDeque<>();
  private final PriorityQueue<Outgoing> again =
      new PriorityQueue<>(Comparator.comparingLong((Outgoing o) -> o.sequence));
  private List<Waiter> waiters = List.of();
  private long sequence;
  private long unsettled;
  private long unsettledEphemeral;
  private long bytes;
  private boolean closed;
  private boolean paused;

  Hold hold = Hold.NONE;
  int inFlight;
  boolean enlisted;

  /** Why it waits as {@link Hold#REVOKED}, also while it tries again. */
  @Nullable BrokerError revoked;

  /**
   * @param memory charged for what is not settled
   * @param declared what was declared for this lane's publications
   * @param events the session's, or null for the relay's own publications
   */
  PublishLane(
      Loop loop,
      MemoryBudget.Account memory,
      DeclaredQueues declared,
      BrokerSession.@Nullable Events events) {
    this.loop = loop;
    this.memory = memory;
    this.declared = declared;
    this.events = events;
  }

  DeclaredQueues declared() {
    return declared;
  }

  long nextSequence() {
    return sequence++;
  }

  /** A new one, behind all others. */
  void add(Outgoing outgoing) {
    fresh.add(outgoing);
    unsettled++;
    unsettledEphemeral += outgoing.publication.ephemeral() ? 1 : 0;
    bytes += outgoing.bytes();
    memory.charge(outgoing.bytes());
  }

  /** One that has to be published again, before everything newer. */
  void addAgain(Outgoing outgoing) {
    again.add(outgoing);
    bytes += outgoing.bytes();
  }

  @Nullable Outgoing peek() {
    @Nullable Outgoing first = again.peek();
    return first != null ? first : fresh.peek();
  }

  @Nullable Outgoing poll() {
    @Nullable Outgoing first = again.poll();
    if (first == null) {
      first = fresh.poll();
    }
    if (first != null) {
      bytes -= first.bytes();
    }
    return first;
  }

  boolean hasAgain() {
    return !again.isEmpty();
  }

  boolean isEmpty() {
    return fresh.isEmpty() && again.isEmpty();
  }

  long bytes() {
    return bytes;
  }

  /** One that never entered the lane because it cannot be published. */
  void refuseAtOnce(Outgoing outgoing, BrokerError error) {
    tell(outgoing, error);
  }

  /** One that never entered the lane because nobody waits for its confirm. */
  void acceptAtOnce(Outgoing outgoing) {
    tell(outgoing, null);
  }

  /** Tells the listener, unless the session is gone, and whoever waits for the lane. */
  void settle(Outgoing outgoing, @Nullable BrokerError error) {
    unsettled--;
    unsettledEphemeral -= outgoing.publication.ephemeral() ? 1 : 0;
    memory.charge(-outgoing.bytes());
    tell(outgoing, error);
    if (!waiters.isEmpty()) {
      tellWaiters(outgoing);
    }
  }

  private void tell(Outgoing outgoing, @Nullable BrokerError error) {
    if (!closed) {
      Callbacks.tell("the outcome of a publication", () -> answer(outgoing.listener, error));
    }
  }

  private static void answer(PublishListener listener, @Nullable BrokerError error) {
    if (error == null) {
      listener.onConfirmed();
    } else {
      listener.onRefused(error);
    }
  }

  /** Runs the task when everything so far is settled; later on the loop, never from inside. */
  void whenSettled(Runnable done) {
    if (unsettled == 0) {
      loop.execute(done);
      return;
    }
    if (waiters.isEmpty()) {
      waiters = new ArrayList<>(2);
    }
    waiters.add(new Waiter(sequence, unsettled, done));
  }

  private void tellWaiters(Outgoing outgoing) {
    for (Waiter waiter : waiters) {
      if (outgoing.sequence < waiter.upTo && --waiter.remaining == 0) {
        loop.execute(waiter.done);
      }
    }
    waiters.removeIf(waiter -> waiter.remaining == 0);
  }

  /** Whether an ephemeral one has gone the way of the others and is not settled. */
  boolean hasEphemeral() {
    return unsettledEphemeral > 0;
  }

  boolean isSettled() {
    return unsettled == 0;
  }

  /** The session is gone: what was handed over goes on, nobody is told. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  void pause() {
    if (!paused && events != null && !closed) {
      paused = true;
      Callbacks.tell("broker link", events::onPublishingPaused);
    }
  }

  void resume() {
    if (paused && events != null && !closed) {
      paused = false;
      Callbacks.tell("broker link", events::onPublishingResumed);
    }
  }

  boolean isPaused() {
    return paused;
  }

  void fail(BrokerError error) {
    if (events != null && !closed) {
      Callbacks.tell("broker link", () -> events.onFailed(error));
    }
  }
}
