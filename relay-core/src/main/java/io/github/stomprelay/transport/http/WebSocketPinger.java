package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends a ping at regular intervals, and tells when nothing at all has come from the client since
 * the last one: it fires {@link Silence} then. Browsers answer pings themselves, even those of tabs
 * in the background, so this proof of life needs no timer of theirs. While reading is switched off,
 * or the client is slow to fetch, it is not blamed; and a client that is slow gets no further
 * pings, which would only pile up.
 */
public final class WebSocketPinger extends ChannelInboundHandlerAdapter {
  /** Fired as a user event: nothing came for a whole interval although a ping was sent. */
  public enum Silence {
    HEARD_NOTHING
  }

  private final long intervalNanos;
  private final long answerNanos;
  private @Nullable Timer timer;
  private boolean heard;

  /**
   * @param interval between two pings
   * @param answer how long after a ping something must have come
   */
  public WebSocketPinger(Duration interval, Duration answer) {
    this.intervalNanos = interval.toNanos();
    this.answerNanos = answer.toNanos();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (intervalNanos > 0) {
      timer = later(ctx, () -> ping(ctx), intervalNanos);
    }
  }

  private static Timer later(ChannelHandlerContext ctx, Runnable task, long nanos) {
    return Guarded.after(
        ctx.executor(), Duration.ofNanos(nanos), "websocket.ping", ctx.channel(), task);
  }

  private void ping(ChannelHandlerContext ctx) {
    heard = excused(ctx);
    timer = later(ctx, () -> check(ctx), answerNanos);
    if (ctx.channel().isWritable()) {
      ctx.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
    }
  }

  private void check(ChannelHandlerContext ctx) {
    if (heard || excused(ctx)) {
      timer = later(ctx, () -> ping(ctx), Math.max(1, intervalNanos - answerNanos));
    } else {
      ctx.fireUserEventTriggered(Silence.HEARD_NOTHING);
    }
  }

  /** Not read from, or with the ping stuck behind what the client has not fetched yet. */
  private static boolean excused(ChannelHandlerContext ctx) {
    return !ctx.channel().config().isAutoRead() || !ctx.channel().isWritable();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    heard = true;
    ctx.fireChannelRead(message);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  private void stop() {
    if (timer != null) {
      timer.cancel();
    }
  }
}
