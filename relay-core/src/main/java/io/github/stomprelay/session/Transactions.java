package io.github.stomprelay.session;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open transactions of one session: frames parked until COMMIT. Not atomic at the broker, as
 * with RabbitMQ's plugin.
 */
final class Transactions {
  private final SessionOptions.Limits limits;
  private final Debt debt;
  private final Map<String, List<Frame>> open = new HashMap<>();
  private long bytes;

  Transactions(SessionOptions.Limits limits, Debt debt) {
    this.limits = limits;
    this.debt = debt;
  }

  void begin(Frame frame) throws StompError {
    String id = id(frame);
    if (!open.containsKey(id) && open.size() >= limits.transactions()) {
      throw new StompError(
          "Transaction limit exceeded",
          "Too many concurrent transactions (limit " + limits.transactions() + ")\n");
    }
    forget(open.put(id, new ArrayList<>()));
  }

  /** Parks a frame that names its transaction. */
  void park(Frame frame) throws StompError {
    List<Frame> frames = frames(id(frame));
    if (frames.size() >= limits.transactionFrames()) {
      throw new StompError(
          "Transaction too large",
          "Too many actions in transaction (limit " + limits.transactionFrames() + ")\n");
    }
    if (bytes + frame.body().length > limits.transactionBytes()) {
      throw new StompError(
          "Transaction too large",
          "Open transactions hold at most "
              + limits.transactionBytes()
              + " bytes (limits.transaction-bytes)\n");
    }
    bytes += frame.body().length;
    debt.charge(frame.memory());
    frames.add(frame);
  }

  /** Ends the transaction; what it held, in order. */
  List<Frame> commit(Frame frame) throws StompError {
    String id = id(frame);
    List<Frame> frames = frames(id);
    forget(open.remove(id));
    return frames;
  }

  void abort(Frame frame) throws StompError {
    String id = id(frame);
    frames(id);
    forget(open.remove(id));
  }

  private void forget(@Nullable List<Frame> frames) {
    if (frames == null) {
      return;
    }
    for (Frame frame : frames) {
      bytes -= frame.body().length;
      debt.charge(-frame.memory());
    }
  }

  /** The session ends: none of them is committed any more. */
  void close() {
    open.values().forEach(this::forget);
    open.clear();
  }

  private List<Frame> frames(String id) throws StompError {
    @Nullable List<Frame> frames = open.get(id);
    if (frames == null) {
      throw new StompError("Bad transaction", "Invalid transaction identifier: \"" + id + "\"\n");
    }
    return frames;
  }

  private static String id(Frame frame) throws StompError {
    @Nullable String id = frame.headers().get(Headers.TRANSACTION);
    if (id == null) {
      throw new StompError(
          "Missing transaction", "\"" + frame.word() + "\" must include a 'transaction' header\n");
    }
    return id;
  }
}
