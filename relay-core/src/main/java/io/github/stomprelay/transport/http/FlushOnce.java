package io.github.stomprelay.transport.http;

import io.netty.channel.Channel;

/**
 * Flushes a channel once for all that was written to it in one turn of its loop; {@link FlushTurn}
 * says when. On the channel's loop only.
 */
public final class FlushOnce {
  private final Channel channel;
  private final Runnable before;
  private boolean due;
  private int writes;
  private int lastTurn;
  private long lastNanos = System.nanoTime();

  public FlushOnce(Channel channel) {
    this(channel, () -> {});
  }

  /**
   * @param before runs before each flush
   */
  public FlushOnce(Channel channel, Runnable before) {
    this.channel = channel;
    this.before = before;
  }

  /**
   * Something was written. Where much has been written already it goes at once: then whoever asks
   * whether the client takes more gets the socket's answer and not the turn's.
   */
  public void later() {
    writes++;
    if (!channel.isWritable()) {
      flush();
    } else if (!due) {
      due = true;
      FlushTurn.current().add(this, channel.eventLoop());
    }
  }

  /** Flushes as a part of a turn; the number of writes since the last flush. */
  int flushIn(int turn) {
    int flushed = writes;
    lastTurn = turn;
    flush();
    return flushed;
  }

  /** The turn of the last {@link #flushIn}. */
  int lastTurn() {
    return lastTurn;
  }

  private void flush() {
    writes = 0;
    due = false;
    lastNanos = System.nanoTime();
    before.run();
    channel.flush();
  }

  /** When the channel was last flushed. */
  public long lastNanos() {
    return lastNanos;
  }
}
