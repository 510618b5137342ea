package io.github.stomprelay.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

/**
 * Holds down what a WebSocket client may make us keep before it is trusted: the bytes that come
 * without completing a frame. Afterwards the frame decoder's own limit is the only one.
 */
final class EarlyFrameLimit extends ChannelInboundHandlerAdapter {
  private static final String BEFORE = "ws-early-limit";
  private static final String BEHIND = "ws-early-progress";

  /** What one read may bring beyond the frame that it completes. */
  private static final int SLACK = 64 << 10;

  private final int limit;
  private int bytes;
  private boolean exceeded;

  private EarlyFrameLimit(int limit) {
    this.limit = limit;
  }

  /** Guards this frame decoder. */
  static void install(ChannelPipeline pipeline, String decoder, int limit) {
    EarlyFrameLimit guard = new EarlyFrameLimit(limit);
    pipeline.addBefore(decoder, BEFORE, guard);
    pipeline.addAfter(decoder, BEHIND, guard.new Progress());
  }

  /** The client is trusted from here on. */
  static void remove(ChannelPipeline pipeline) {
    if (pipeline.get(BEFORE) != null) {
      pipeline.remove(BEFORE);
      pipeline.remove(BEHIND);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf buffer && !exceeded) {
      bytes += buffer.readableBytes();
      if (bytes > limit + SLACK) {
        exceeded = true;
        ctx.fireExceptionCaught(new TooLongFrameException("before login"));
      }
    }
    if (exceeded) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private final class Progress extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      bytes = 0;
      ctx.fireChannelRead(message);
    }
  }
}
