package io.github.stomprelay.transport.http;

import io.netty.channel.Channel;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes a channel at the end of the loop's turn, however many writes the turn had. All channels
 * of a loop share one task for it.
 */
public final class FlushOnce {
  /** Each loop's channels that have something to flush. */
  private static final FastThreadLocal<List<FlushOnce>> DUE =
      new FastThreadLocal<>() {
        @Override
        protected List<FlushOnce> initialValue() {
          return new ArrayList<>();
        }
      };

  private final Channel channel;
  private final Runnable before;
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
      List<FlushOnce> all = DUE.get();
      if (all.isEmpty()) {
        channel.eventLoop().execute(FlushOnce::flushAll);
      }
      all.add(this);
    }
  }

  private static void flushAll() {
    List<FlushOnce> all = DUE.get();
    // a flush that fails a write may make another channel due: those are flushed as well
    for (int i = 0; i < all.size(); i++) {
      all.get(i).flush();
    }
    all.clear();
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
