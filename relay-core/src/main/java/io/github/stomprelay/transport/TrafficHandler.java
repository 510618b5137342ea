package io.github.stomprelay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Next to the socket: counts its bytes and remembers when it was last read. */
final class TrafficHandler extends ChannelDuplexHandler {
  static final String NAME = "traffic";

  private final TransportCounters counters;
  private long lastReadNanos = System.nanoTime();

  TrafficHandler(TransportCounters counters) {
    this.counters = counters;
  }

  /** This channel's. */
  static TrafficHandler of(Channel channel) {
    return channel.pipeline().get(TrafficHandler.class);
  }

  /** Returns when bytes last arrived, WebSocket pongs and TLS records included. */
  long lastReadNanos() {
    return lastReadNanos;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf bytes) {
      lastReadNanos = System.nanoTime();
      counters.bytesIn.add(bytes.readableBytes());
    }
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof ByteBuf bytes) {
      counters.bytesOut.add(bytes.readableBytes());
    }
    ctx.write(message, promise);
  }
}
