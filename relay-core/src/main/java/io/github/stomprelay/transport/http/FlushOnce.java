package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.netty.channel.Channel;
import java.util.function.Supplier;

/**
 * Flushes a channel once for all that was written to it in one turn of its loop; {@link FlushBatch}
 * says when. On the channel's loop only.
 */
public final class FlushOnce {
  private final Channel channel;
  private final Runnable before;
  private final Supplier<FlushBatch> turn;
  private boolean due;
  private int lastTurn;
  private long lastNanos = System.nanoTime();

  public FlushOnce(Channel channel) {
    this(channel, () -> {});
  }

  /**
   * @param before runs before each flush
   */
  public FlushOnce(Channel channel, Runnable before) {
    this(channel, before, FlushBatch::current);
  }

  FlushOnce(Channel channel, Runnable before, Supplier<FlushBatch> turn) {
    this.channel = channel;
    this.before = before;
    this.turn = turn;
  }

  /**
   * Something was written. Where much has been written already it goes at once: then whoever asks
   * whether the client takes more gets the socket's answer and not the turn's.
   */
  public void later() {
    if (!channel.isWritable()) {
      flush();
    } else if (!due) {
      due = true;
      turn.get().add(this, channel.eventLoop());
    }
  }

  /** Flushes as a part of a turn. A channel that cannot be written to ends; the others go on. */
  void flushIn(int turn) {
    lastTurn = turn;
    if (!Guarded.run("transport.flush", channel, this::flush)) {
      channel.close();
    }
  }

  /** The turn of the last {@link #flushIn}. */
  int lastTurn() {
    return lastTurn;
  }

  private void flush() {
    due = false;
    lastNanos = System.nanoTime();
    before.run();
    channel.flush();
  }

  /** Returns when the channel was last flushed. */
  public long lastNanos() {
    return lastNanos;
  }
}
