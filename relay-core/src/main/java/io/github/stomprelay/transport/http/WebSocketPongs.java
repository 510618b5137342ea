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
 * Answers a client's pings. Of several that are not answered yet only the last one is (RFC 6455,
 * 5.5.3), and only when the client takes bytes: who sends pings and reads nothing has one answer
 * waiting. Nothing follows a close frame. On the channel's loop.
 */
final class WebSocketPongs extends ChannelDuplexHandler {
  private @Nullable ByteBuf last;
  private boolean closed;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame ping && !closed) {
      forget();
      last = ping.content().retain();
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    answer(ctx);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    answer(ctx);
    ctx.fireChannelWritabilityChanged();
  }

  private void answer(ChannelHandlerContext ctx) {
    if (last != null && ctx.channel().isWritable()) {
      ByteBuf content = last;
      last = null;
      ctx.writeAndFlush(new PongWebSocketFrame(content));
    }
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
