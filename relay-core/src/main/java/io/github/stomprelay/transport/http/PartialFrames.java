package io.github.stomprelay.transport.http;

import io.github.stomprelay.limit.Debt;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.util.ReferenceCountUtil;

/**
 * Counts the bytes of a WebSocket client that have not completed a frame yet, which the frame
 * decoder keeps: they are charged to the client's debt, and before it is trusted they have a limit.
 * Afterwards the frame decoder's own limit is the only one. On the channel's loop.
 */
final class PartialFrames extends ChannelInboundHandlerAdapter {
  private static final String BEHIND = "ws-frame-progress";

  /** What one read may bring beyond the frame that it completes. */
  private static final int SLACK = 64 << 10;

  private final Debt debt;
  private final int limit;
  private long bytes;
  private long charged;
  private boolean trusted;
  private boolean exceeded;

  private PartialFrames(Debt debt, int limit) {
    this.debt = debt;
    this.limit = limit;
  }

  /**
   * Guards this frame decoder.
   *
   * @param limit bytes of a frame until {@link #trust}
   */
  static void install(ChannelPipeline pipeline, String decoder, Debt debt, int limit) {
    PartialFrames guard = new PartialFrames(debt, limit);
    pipeline.addBefore(decoder, null, guard);
    pipeline.addAfter(decoder, BEHIND, guard.new Progress());
  }

  /** The client is trusted from here on. */
  static void trust(ChannelPipeline pipeline) {
    if (pipeline.get(BEHIND) instanceof Progress progress) {
      progress.trust();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf buffer && !exceeded) {
      bytes += buffer.readableBytes();
      if (!trusted && bytes > limit + SLACK) {
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

  /** A frame that one turn of reading begins and completes is never charged. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    charge(bytes);
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    charge(0);
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    charge(0);
  }

  private void charge(long now) {
    if (now != charged) {
      debt.charge(now - charged);
      charged = now;
    }
  }

  private final class Progress extends ChannelInboundHandlerAdapter {
    void trust() {
      trusted = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      bytes = 0;
      ctx.fireChannelRead(message);
    }
  }
}
