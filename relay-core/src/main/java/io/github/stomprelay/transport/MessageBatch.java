package io.github.stomprelay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Puts STOMP frames into WebSocket messages: each into its own, or, up to a size, the frames of one
 * turn into one. Heart-beats always go alone: old clients know them only so.
 */
final class MessageBatch {
  private static final int HEART_BEAT = 1;

  private final Channel channel;
  private final int limit;
  private @Nullable CompositeByteBuf open;
  private @Nullable ChannelPromise promise;
  private boolean openIsText;

  /**
   * @param limit bytes of a shared message; 0 for none
   */
  MessageBatch(Channel channel, int limit) {
    this.channel = channel;
    this.limit = limit;
  }

  /**
   * Writes a frame, which is this method's to release; {@link #end} before the flush is the
   * caller's.
   */
  ChannelFuture write(ByteBuf frame, boolean text) {
    int bytes = frame.readableBytes();
    if (open != null && (text != openIsText || open.readableBytes() + bytes > limit)) {
      end();
    }
    if (bytes >= limit || bytes == HEART_BEAT) {
      end();
      return channel.write(message(frame, text));
    }
    return add(frame, text);
  }

  private ChannelFuture add(ByteBuf frame, boolean text) {
    if (open == null || promise == null) {
      open = channel.alloc().compositeBuffer(64);
      promise = channel.newPromise();
      openIsText = text;
    }
    open.addComponent(true, frame);
    return promise;
  }

  /** Writes what is collected. */
  void end() {
    if (open != null && promise != null) {
      ByteBuf content = open;
      ChannelPromise written = promise;
      open = null;
      promise = null;
      channel.write(message(content, openIsText), written);
    }
  }

  /** Bytes collected and not yet written. */
  int bytes() {
    return open == null ? 0 : open.readableBytes();
  }

  /** Throws away what is collected. */
  void release() {
    if (open != null) {
      open.release();
      open = null;
      promise = null;
    }
  }

  private static WebSocketFrame message(ByteBuf content, boolean text) {
    return text ? new TextWebSocketFrame(content) : new BinaryWebSocketFrame(content);
  }
}
