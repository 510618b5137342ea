package io.github.stomprelay.transport.http;

import io.netty.channel.Channel;

/** Flushes a channel at the end of the loop's turn, however many writes the turn had. */
public final class FlushOnce {
  private final Channel channel;
  private final Runnable before;
  private final Runnable flush = this::flush;
  private boolean due;
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
   * Something was written; on the loop. Where much has been written already it goes at once: then
   * whoever asks whether the client takes more gets the socket's answer and not the turn's.
   */
  public void later() {
    if (!channel.isWritable()) {
      flush();
    } else if (!due) {
      due = true;
      channel.eventLoop().execute(flush);
    }
  }

  private void flush() {
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
