package io.github.stomprelay.transport;

import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.FlushOnce;
import io.github.stomprelay.transport.http.OutboundBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A client with a socket of its own: what is sent in one turn of the loop is flushed once, at its
 * end. A subclass puts the frames into what its protocol sends. On the socket's event loop only.
 */
abstract class ChannelConnection extends StompConnection {
  final Channel channel;
  private final Traffic traffic;
  private final FlushOnce flush;

  ChannelConnection(StompContext context, Peer peer, Channel channel) {
    super(context, peer, channel.eventLoop());
    this.channel = channel;
    this.traffic = Traffic.of(channel);
    this.flush = new FlushOnce(channel, this::beforeFlush);
  }

  /** The last handler of the pipeline; adding it makes the session. */
  abstract ChannelInboundHandlerAdapter handler();

  /** Queues an encoded frame, which is this method's to release, behind what was queued before. */
  abstract ChannelFuture enqueue(ByteBuf frame, boolean text);

  /** Hands over what {@link #enqueue} has kept back. */
  void beforeFlush() {}

  @Override
  final void write(ByteBuf frame, boolean text, @Nullable Runnable written) {
    ChannelFuture future = enqueue(frame, text);
    if (written != null) {
      future.addListener(
          done -> {
            if (done.isSuccess()) {
              written.run();
            }
          });
    }
    flush.later();
  }

  @Override
  final ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public final boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    return OutboundBytes.of(channel);
  }

  @Override
  public final void pauseReading(boolean paused) {
    channel.config().setAutoRead(!paused);
  }

  @Override
  public final long lastReadNanos() {
    return traffic.lastReadNanos();
  }

  @Override
  public final long lastWriteNanos() {
    return flush.lastNanos();
  }

  /** What the socket tells, whatever the protocol. */
  abstract class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      open();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      writabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      closed();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      closed(ConnectionErrors.closed(peer(), cause));
      ctx.close();
    }
  }
}
