package io.github.stomprelay.transport;

import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.EncodedFrame;
import io.github.stomprelay.transport.http.Backpressure;
import io.github.stomprelay.transport.http.FlushOnce;
import io.github.stomprelay.transport.http.OutboundBytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * A client with a socket of its own: what is sent in one turn of the loop is written and flushed
 * once, at its end. A subclass puts the frames into what its protocol sends. On the socket's event
 * loop only.
 */
abstract class ChannelConnection extends StompConnection {
  /** Up to so many bytes copying a frame costs less than handling it by itself. */
  private static final int MOST_APPENDED = 8 << 10;

  final Channel channel;
  final Backpressure backpressure;
  private final TrafficHandler traffic;
  private final TurnBuffer turn;
  private final FlushOnce flush;

  ChannelConnection(StompContext context, Peer peer, Channel channel) {
    super(context, peer, channel.eventLoop(), Backpressure.of(channel).debt());
    this.channel = channel;
    this.backpressure = Backpressure.of(channel);
    this.traffic = TrafficHandler.of(channel);
    this.turn = new TurnBuffer(channel);
    this.flush = new FlushOnce(channel, this::endTurn);
  }

  /** The last handler of the pipeline; adding it makes the session. */
  abstract ChannelInboundHandlerAdapter handler();

  /**
   * Appends a frame of moderate size, in the protocol's wrapping, to a buffer it gets from here.
   */
  abstract void append(EncodedFrame frame, TurnBuffer buffer);

  /** Returns whether a frame cannot be appended, or is better not copied. */
  boolean standsAlone(EncodedFrame frame) {
    return frame.length() > MOST_APPENDED;
  }

  /** Writes a frame that stands alone, behind what was written before. */
  abstract ChannelFuture writeAlone(EncodedFrame frame);

  /** Hands to the channel what was sent until now and is kept back; unflushed. */
  void endTurn() {
    turn.end();
  }

  @Override
  final void write(EncodedFrame frame, @Nullable Runnable written) {
    if (standsAlone(frame)) {
      turn.end();
      ChannelFuture future = writeAlone(frame);
      if (written != null) {
        OnWritten.then(future, written);
      }
    } else {
      append(frame, turn);
      if (written != null) {
        turn.whenWritten(written);
      }
    }
    flush.later();
  }

  @Override
  final void abort() {
    channel.close();
  }

  @Override
  final void readAhead(boolean ahead) {
    backpressure.readAhead(ahead);
  }

  @Override
  public final boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    return OutboundBytes.of(channel) + turn.bytes();
  }

  @Override
  public final long progress() {
    return OutboundBytes.progress(channel);
  }

  @Override
  public final void pauseReading(boolean paused) {
    backpressure.pauseReading(paused);
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
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Backpressure.Stalled) {
        stalled();
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      turn.release();
      gone();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failed(ConnectionErrors.closed(peer(), cause));
      ctx.close();
    }
  }
}
