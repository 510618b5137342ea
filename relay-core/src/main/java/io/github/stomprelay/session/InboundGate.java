package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Inbound order and backpressure of one session: decides whether a frame is processed at once or
 * waits, and whether the client is still read meanwhile.
 *
 * <p>A SEND that follows a SUBSCRIBE waits until the broker has answered the SUBSCRIBE, so that a
 * client receives what it sends to a destination that it has just subscribed to. A SEND above the
 * publish rate waits as well. While anything holds SENDs up, a few more of them are taken, so that
 * the ACKs and heart-beats between them still arrive; then reading is paused.
 */
final class InboundGate {
  /** A reason for which SENDs are held up. */
  enum Hold {
    /** The broker accepts no messages for now, or fewer of them. */
    BROKER,

    /** Frames wait here, for an answer to a SUBSCRIBE or for the publish rate. */
    TURN,

    /** The queue that an earlier SEND needs is not ready: its reply queue, or its room's. */
    QUEUE
  }

  /** What a client may still send while SENDs are held up, in bytes. */
  private static final long MOST_MEANWHILE = 64 << 10;

  private final Reading reading;
  private final Debt debt;
  private final PublishRateLimiter publishRate;
  private final BooleanSupplier settled;
  private final Consumer<Frame> next;
  private final IntConsumer dropped;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final Set<Hold> holds = EnumSet.noneOf(Hold.class);
  private long takenMeanwhile;

  /**
   * @param settled returns whether every SUBSCRIBE has been answered
   * @param next processes a frame whose turn has come
   * @param dropped is told how many SENDs are lost
   */
  InboundGate(
      Reading reading,
      Debt debt,
      PublishRateLimiter publishRate,
      BooleanSupplier settled,
      Consumer<Frame> next,
      IntConsumer dropped) {
    this.reading = reading;
    this.debt = debt;
    this.publishRate = publishRate;
    this.settled = settled;
    this.next = next;
    this.dropped = dropped;
  }

  /** Processes a frame, now or when its turn has come. */
  void accept(Frame frame) {
    boolean free = publishRate.isFree();
    if (!mayWait(frame) || (frames.isEmpty() && free && settled.getAsBoolean())) {
      next.accept(frame);
      return;
    }
    if (!free) {
      publishRate.hold();
    }
    long bytes = frame.memory();
    hold(Hold.TURN);
    taken(bytes);
    debt.charge(bytes);
    frames.add(frame);
  }

  /** A DISCONNECT waits only under a publish rate: without one it flushes whatever waits. */
  private boolean mayWait(Frame frame) {
    return switch (frame.command()) {
      case SEND, BEGIN, COMMIT, ABORT -> true;
      case DISCONNECT -> publishRate.isLimited() && !frames.isEmpty();
      default -> frame.headers().contains(Headers.TRANSACTION);
    };
  }

  /** Counts a SEND that is being processed against the publish rate. */
  void spend(Frame send) {
    publishRate.spend(send.body().length);
  }

  /** Counts a SEND that is about to be published, or to wait, against what is taken meanwhile. */
  void taken(long bytes) {
    if (holds.isEmpty()) {
      return;
    }
    takenMeanwhile += bytes;
    if (takenMeanwhile > MOST_MEANWHILE) {
      reading.pause(Reading.Reason.BACKPRESSURE);
    }
  }

  /** Starts to hold SENDs up for this reason. */
  void hold(Hold reason) {
    if (holds.isEmpty()) {
      takenMeanwhile = 0;
    }
    holds.add(reason);
  }

  /** Ends {@link #hold}. */
  void release(Hold reason) {
    holds.remove(reason);
    if (holds.isEmpty()) {
      reading.resume(Reading.Reason.BACKPRESSURE);
    }
  }

  /** Returns whether the broker accepts no messages for now. */
  boolean isHeldByBroker() {
    return holds.contains(Hold.BROKER);
  }

  /** Processes the frames whose turn has come: a SUBSCRIBE was answered, or time has passed. */
  void advance() {
    while (settled.getAsBoolean() && publishRate.isFree()) {
      @Nullable Frame frame = poll();
      if (frame == null) {
        break;
      }
      next.accept(frame);
    }
    if (frames.isEmpty()) {
      // also when the last one has used up the rate
      publishRate.release();
      release(Hold.TURN);
    }
  }

  /** Returns the error that ends a session whose SENDs are too fast for too long, or null. */
  @Nullable StompError overdue(long now) {
    publishRate.tick(now, settled.getAsBoolean() && !isHeldByBroker());
    return publishRate.isOverdone() ? publishRate.refusal() : null;
  }

  void tick() {
    if (!frames.isEmpty()) {
      advance();
    }
  }

  /**
   * Processes what waits, because the client leaves: it receives nothing more, so that nothing has
   * to wait for a SUBSCRIBE. What is above the publish rate is dropped and counted: leaving makes
   * it no faster.
   */
  void flush() {
    while (publishRate.isFree()) {
      @Nullable Frame frame = poll();
      if (frame == null) {
        break;
      }
      next.accept(frame);
    }
    drop();
  }

  /** Drops and counts what waits: the session ends otherwise. */
  void drop() {
    int lost = (int) frames.stream().filter(f -> f.command() == Command.SEND).count();
    frames.forEach(frame -> debt.charge(-frame.memory()));
    frames.clear();
    if (lost > 0) {
      dropped.accept(lost);
    }
    release(Hold.TURN);
  }

  private @Nullable Frame poll() {
    @Nullable Frame frame = frames.poll();
    if (frame != null) {
      debt.charge(-frame.memory());
    }
    return frame;
  }
}
