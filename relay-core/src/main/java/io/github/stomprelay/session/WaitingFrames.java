package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client publishes right after a SUBSCRIBE waits until the broker has answered that one: who
 * subscribes and then speaks hears himself, as if all frames were processed one after the other.
 * Bounded by {@link Intake}. On the session's loop.
 */
final class WaitingFrames {
  private final Queue<Frame> frames = new ArrayDeque<>();
  private final Intake intake;
  private final BooleanSupplier settled;
  private final Consumer<Frame> next;

  /**
   * @param settled whether no SUBSCRIBE is under way
   * @param next processes a frame whose turn has come
   */
  WaitingFrames(Intake intake, BooleanSupplier settled, Consumer<Frame> next) {
    this.intake = intake;
    this.settled = settled;
    this.next = next;
  }

  /** Passes a frame on, now or when its turn has come. */
  void accept(Frame frame) {
    if (!mayWait(frame) || (frames.isEmpty() && settled.getAsBoolean())) {
      next.accept(frame);
      return;
    }
    intake.hold();
    intake.sending(frame.body().length);
    frames.add(frame);
  }

  private static boolean mayWait(Frame frame) {
    Command command = frame.command();
    return command == Command.SEND
        || command == Command.BEGIN
        || command == Command.COMMIT
        || command == Command.ABORT
        || frame.headers().contains(Headers.TRANSACTION);
  }

  /** Something is settled: whose turn has come goes on. */
  void release() {
    while (settled.getAsBoolean()) {
      @Nullable Frame frame = frames.poll();
      if (frame == null) {
        intake.release();
        return;
      }
      next.accept(frame);
    }
  }

  /** The client leaves: it will not hear anything any more, so nothing has to wait. */
  void flush() {
    for (Frame frame = frames.poll(); frame != null; frame = frames.poll()) {
      next.accept(frame);
    }
    intake.release();
  }
}
