package io.github.stomprelay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a channel is to send at the end of the loop's turn: frames one behind the other in one
 * buffer, which is one write to the channel instead of one for each. On the channel's loop only.
 */
final class TurnBuffer {
  /** A buffer that has reached this is handed to the channel before the turn ends. */
  private static final int FULL = 32 << 10;

  private static final int SMALLEST = 256;

  private final Channel channel;
  private @Nullable ByteBuf open;
  private @Nullable List<Runnable> written;

  /** What the last buffer held: the next one will hold about as much. */
  private int expected = SMALLEST;

  TurnBuffer(Channel channel) {
    this.channel = channel;
  }

  /** A buffer with room for so many more bytes, to be filled before anything else happens. */
  ByteBuf room(int bytes) {
    if (open != null && open.readableBytes() + bytes > FULL) {
      end();
    }
    if (open == null) {
      open = channel.alloc().buffer(Math.max(expected, bytes));
    }
    return open;
  }

  /** Runs the task once the operating system has taken what is in the buffer. */
  void whenWritten(Runnable task) {
    if (written == null) {
      written = new ArrayList<>();
    }
    written.add(task);
  }

  /** Hands what is collected to the channel, unflushed. */
  void end() {
    if (open != null) {
      ByteBuf content = open;
      @Nullable List<Runnable> tasks = written;
      open = null;
      written = null;
      expected = Math.max(SMALLEST, content.readableBytes());
      ChannelFuture future = channel.write(content);
      if (tasks != null) {
        OnWritten.then(future, () -> tasks.forEach(Runnable::run));
      }
    }
  }

  /** Bytes collected and not yet handed over. */
  int bytes() {
    return open == null ? 0 : open.readableBytes();
  }

  /** Throws away what is collected. */
  void release() {
    if (open != null) {
      open.release();
      open = null;
      written = null;
    }
  }
}
