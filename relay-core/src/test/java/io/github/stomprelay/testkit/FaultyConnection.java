package io.github.stomprelay.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two sockets of one connection through a {@link FaultProxy}; used on the proxy's loop only.
 */
@SuppressWarnings("FutureReturnValueIgnored") // ends of connections are seen as events
final class FaultyConnection {

  /** What is wrong with the way. */
  enum Fault {
    NONE,
    SWALLOW,
    PAUSE
  }

  private final SocketChannel client;
  private final SocketChannel server;
  private final LongSupplier delayMillis;
  private Fault fault;
  private boolean started;

  FaultyConnection(
      SocketChannel client, SocketChannel server, LongSupplier delayMillis, Fault fault) {
    this.client = client;
    this.server = server;
    this.delayMillis = delayMillis;
    this.fault = fault;
  }

  void install() {
    client.pipeline().addLast(new Way(server));
    server.pipeline().addLast(new Way(client));
  }

  /** Both sockets are connected. */
  void start() {
    started = true;
    readBoth();
  }

  void set(Fault next) {
    fault = next;
    readBoth();
  }

  void reset() {
    client.config().setOption(ChannelOption.SO_LINGER, 0);
    server.config().setOption(ChannelOption.SO_LINGER, 0);
    close();
  }

  void close() {
    client.close();
    server.close();
  }

  private void readBoth() {
    readFor(client, server);
    readFor(server, client);
  }

  // what one side sends waits for the other side to take it
  private void readFor(SocketChannel from, SocketChannel to) {
    from.config().setAutoRead(started && fault != Fault.PAUSE && to.isWritable());
  }

  /** One direction. */
  private final class Way extends ChannelInboundHandlerAdapter {

    private final SocketChannel to;

    Way(SocketChannel to) {
      this.to = to;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      long delay = delayMillis.getAsLong();
      if (fault == Fault.SWALLOW) {
        ((ByteBuf) message).release();
      } else if (delay > 0) {
        Channel socket = context.channel();
        socket.eventLoop().schedule(() -> to.writeAndFlush(message), delay, TimeUnit.MILLISECONDS);
      } else {
        to.writeAndFlush(message);
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      readBoth();
    }

    // the end of one side comes after its bytes; in a half-open network nobody hears of it
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      if (fault != Fault.SWALLOW) {
        long delay = delayMillis.getAsLong();
        context
            .channel()
            .eventLoop()
            .schedule(
                () ->
                    to.writeAndFlush(to.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE),
                delay,
                TimeUnit.MILLISECONDS);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
