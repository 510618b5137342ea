package io.github.stomprelay.amqp;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.BrokerSession;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.limit.MemoryBudget;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One session's publications in their order: those to publish again first, then those not published
 * yet. Held while the one in front waits for something that later ones must not overtake: the
 * methods under "held" are all the transitions there are.
 */
final class PublishLane {
  /** Why nothing is taken from a lane. */
  private enum Hold {
    NONE,
    /** The queue of the one in front is being declared. */
    DECLARE,
    /** The one in front goes on probation when those before it are confirmed. */
    DRAIN,
    /** One is on probation. */
    PROBATION,
    /** A nacked one waits for its next attempt. */
    BACK_OFF,
    /** The account may not publish there any more: see {@link AccessDeniedRetries}. */
    REVOKED
  }

  private static final Set<Hold> FREE = EnumSet.of(Hold.NONE);
  private static final Set<Hold> ON_PROBATION = EnumSet.of(Hold.PROBATION);
  private static final Set<Hold> NOT_ON_PROBATION =
      EnumSet.complementOf(EnumSet.of(Hold.PROBATION));

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

  private Hold hold = Hold.NONE;
  private int inFlight;
  private boolean enlisted;
  private @Nullable BrokerError revoked;

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

  // --- held ---

  /** Returns whether its next one may go. */
  boolean isFree() {
    return hold == Hold.NONE;
  }

  private void become(Hold next, Set<Hold> from) {
    assert from.contains(hold) : hold + " to " + next;
    hold = next;
  }

  private boolean release(Hold from) {
    if (hold != from) {
      return false;
    }
    hold = Hold.NONE;
    return true;
  }

  /** The queue of the one in front is being declared. */
  void awaitDeclaration() {
    become(Hold.DECLARE, FREE);
  }

  /** The broker has answered that, unless something else holds the lane by now. */
  void declarationAnswered() {
    release(Hold.DECLARE);
  }

  /** The one in front goes on probation when those at the broker are confirmed. */
  void awaitConfirms() {
    become(Hold.DRAIN, FREE);
  }

  /** Returns whether it has waited for confirms and the last one has come: it is free. */
  boolean allConfirmed() {
    return inFlight == 0 && release(Hold.DRAIN);
  }

  /** One of it is on probation, and alone at the broker. */
  void beginProbation() {
    become(Hold.PROBATION, FREE);
  }

  void endProbation() {
    become(Hold.NONE, ON_PROBATION);
  }

  /**
   * A nacked one waits for its next attempt, whatever else the lane waited for: it goes first.
   *
   * @return whether it does from now on; false if one of it did already
   */
  boolean beginBackOff() {
    if (hold == Hold.BACK_OFF) {
      return false;
    }
    become(Hold.BACK_OFF, NOT_ON_PROBATION);
    return true;
  }

  /** The pause is over; false if something else has ended it. */
  boolean endBackOff() {
    return release(Hold.BACK_OFF);
  }

  /** The account may not publish there any more: see {@link AccessDeniedRetries}. */
  void revoke(BrokerError error) {
    become(Hold.REVOKED, NOT_ON_PROBATION);
    revoked = error;
  }

  /** It tries what was revoked; false if it does not wait for that. */
  boolean tryRevoked() {
    return release(Hold.REVOKED);
  }

  /** The account may again. */
  void permit() {
    revoked = null;
  }

  /** Returns why the broker does not let it publish, also while it tries again; else null. */
  @Nullable BrokerError revoked() {
    return revoked;
  }

  /** One that was at the broker is in front again: what the one behind it waited for is off. */
  void tookBack() {
    if (hold == Hold.DRAIN || hold == Hold.REVOKED) {
      hold = Hold.NONE;
    }
  }

  // --- at the broker ---

  void sent() {
    inFlight++;
  }

  /** The broker has answered one, or never will. */
  void answered() {
    inFlight--;
  }

  boolean isAtBroker() {
    return inFlight > 0;
  }

  // --- in turn ---

  /**
   * Returns whether it gets a turn now: it has something to publish, is free, and has no turn yet.
   */
  boolean enlist() {
    if (enlisted || !isFree() || isEmpty()) {
      return false;
    }
    enlisted = true;
    return true;
  }

  void delist() {
    enlisted = false;
  }

  boolean isEnlisted() {
    return enlisted;
  }

  // --- its publications ---

  DeclaredQueues declared() {
    return declared;
  }

  long nextSequence() {
    return sequence++;
  }

  /** A new one, which is settled some time. */
  void accept(Outgoing outgoing) {
    unsettled++;
    unsettledEphemeral += outgoing.publication.ephemeral() ? 1 : 0;
    memory.charge(outgoing.bytes());
  }

  /** One that waits, behind all others. */
  void add(Outgoing outgoing) {
    fresh.add(outgoing);
    bytes += outgoing.bytes();
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

  /** Returns whether an ephemeral one has gone the way of the others and is not settled. */
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
