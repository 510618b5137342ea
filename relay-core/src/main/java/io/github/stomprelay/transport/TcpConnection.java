package io.github.stomprelay.transport;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.FlushOnce;
import io.github.stomprelay.transport.http.LingeringClose;
import io.github.stomprelay.transport.http.OutboundBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client over a byte stream: TCP, or TLS over it. */
final class TcpConnection extends StompConnection {
  static final String NAME = "stomp";

  private final Channel channel;
  private final Traffic traffic;
  private final FlushOnce flush;

  TcpConnection(StompContext context, Peer peer, Channel channel) {
    super(context, peer, channel.eventLoop());
    this.channel = channel;
    this.traffic = Traffic.of(channel);
    this.flush = new FlushOnce(channel);
  }

  /** The last handler of the pipeline; adding it makes the session. */
  ChannelInboundHandlerAdapter handler() {
    return new Handler();
  }

  private final class Handler extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      open();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      try {
        received(bytes);
      } finally {
        bytes.release();
      }
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

  @Override
  void write(ByteBuf frame, boolean text, @Nullable Runnable written) {
    ChannelFuture future = channel.write(frame);
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
  void shutDown(CloseReason reason, String text) {
    channel
        .eventLoop()
        .schedule(
            () -> channel.close(),
            context().settings().closeTimeout().toMillis(),
            TimeUnit.MILLISECONDS);
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> LingeringClose.start(channel));
  }

  @Override
  void allowLargeFrames() {}

  @Override
  ByteBufAllocator allocator() {
    return channel.alloc();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    return OutboundBytes.of(channel);
  }

  @Override
  public void pauseReading(boolean paused) {
    channel.config().setAutoRead(!paused);
  }

  @Override
  public long lastReadNanos() {
    return traffic.lastReadNanos();
  }

  @Override
  public long lastWriteNanos() {
    return flush.lastNanos();
  }
}
