package io.github.stomprelay.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import org.jspecify.annotations.Nullable;

/**
 * Answers a client's pings while it takes bytes. Of those that come when it does not, the last one
 * is answered when it does again, and the others never (RFC 6455, 5.5.3): who sends pings and reads
 * nothing has one answer waiting. Nothing follows a close frame. On the channel's loop.
 */
final class WebSocketPongs extends ChannelDuplexHandler {
  private @Nullable ByteBuf last;
  private boolean unflushed;
  private boolean closed;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame ping && !closed) {
      forget();
      last = ping.content().retain();
      answer(ctx);
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (unflushed) {
      flush(ctx);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (last != null) {
      answer(ctx);
      flush(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  private void answer(ChannelHandlerContext ctx) {
    if (last != null && ctx.channel().isWritable()) {
      ByteBuf content = last;
      last = null;
      unflushed = true;
      ctx.write(new PongWebSocketFrame(content));
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    unflushed = false;
    ctx.flush();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof CloseWebSocketFrame) {
      closed = true;
      forget();
    }
    ctx.write(message, promise);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forget();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    forget();
  }

  private void forget() {
    if (last != null) {
      last.release();
      last = null;
    }
  }
}
