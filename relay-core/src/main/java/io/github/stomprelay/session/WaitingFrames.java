package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes right after a SUBSCRIBE waits until the broker has answered that one: who
 * subscribes and then speaks hears himself, as if all frames were processed one after the other.
 * What comes faster than the client may publish waits as well. Bounded by {@link ReadThrottle}.
 */
final class WaitingFrames {
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final ReadThrottle throttle;
  private final Debt debt;
  private final PublishRateLimiter publishRate;
  private final BooleanSupplier settled;
  private final Consumer<Frame> next;
  private final IntConsumer dropped;

  /**
   * @param settled whether no SUBSCRIBE is under way
   * @param next processes a frame whose turn has come
   * @param dropped told how many SENDs are lost
   */
  WaitingFrames(
      ReadThrottle throttle,
      Debt debt,
      PublishRateLimiter publishRate,
      BooleanSupplier settled,
      Consumer<Frame> next,
      IntConsumer dropped) {
    this.throttle = throttle;
    this.debt = debt;
    this.publishRate = publishRate;
    this.settled = settled;
    this.next = next;
    this.dropped = dropped;
  }

  /** Passes a frame on, now or when its turn has come. */
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
    throttle.hold(ReadThrottle.Wait.TURN);
    throttle.sending(bytes);
    debt.charge(bytes);
    frames.add(frame);
  }

  /** A DISCONNECT only where publishing has its pace: else it flushes whatever waits. */
  private boolean mayWait(Frame frame) {
    return switch (frame.command()) {
      case SEND, BEGIN, COMMIT, ABORT -> true;
      case DISCONNECT -> publishRate.isLimited() && !frames.isEmpty();
      default -> frame.headers().contains(Headers.TRANSACTION);
    };
  }

  /** Something is settled, or time has passed: whose turn has come goes on. */
  void release() {
    while (settled.getAsBoolean() && publishRate.isFree()) {
      @Nullable Frame frame = poll();
      if (frame == null) {
        break;
      }
      next.accept(frame);
    }
    if (frames.isEmpty()) {
      // also when the last one has used up the pace
      publishRate.release();
      throttle.release(ReadThrottle.Wait.TURN);
    }
  }

  /** Time has passed. */
  void tick() {
    if (!frames.isEmpty()) {
      release();
    }
  }

  /**
   * The client leaves: it will not hear anything any more, so nothing has to wait. What was too
   * fast is not made faster by leaving: it is dropped, and counted.
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

  /** The session ends otherwise: nothing that waits is published, and it is counted. */
  void drop() {
    int lost = (int) frames.stream().filter(f -> f.command() == Command.SEND).count();
    frames.forEach(frame -> debt.charge(-frame.memory()));
    frames.clear();
    if (lost > 0) {
      dropped.accept(lost);
    }
    throttle.release(ReadThrottle.Wait.TURN);
  }

  private @Nullable Frame poll() {
    @Nullable Frame frame = frames.poll();
    if (frame != null) {
      debt.charge(-frame.memory());
    }
    return frame;
  }
}
