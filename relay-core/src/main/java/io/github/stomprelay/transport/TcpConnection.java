package io.github.stomprelay.transport;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.EncodedFrame;
import io.github.stomprelay.transport.http.LingeringClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;

/** A client over a byte stream: TCP, or TLS over it. */
final class TcpConnection extends ChannelConnection {
  static final String NAME = "stomp";

  TcpConnection(StompContext context, Peer peer, Channel channel) {
    super(context, peer, channel);
  }

  @Override
  ChannelInboundHandlerAdapter handler() {
    return new Handler() {
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
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // TLS has an end of its own, before the socket's
        if (event instanceof ChannelInputShutdownEvent
            || event == SslCloseCompletionEvent.SUCCESS) {
          inputEnded();
        } else {
          super.userEventTriggered(ctx, event);
        }
      }
    };
  }

  @Override
  void append(EncodedFrame frame, TurnBuffer buffer) {
    frame.writeTo(buffer.room(frame.length()));
  }

  @Override
  ChannelFuture writeAlone(EncodedFrame frame) {
    return channel.write(frame.toBuffer(channel.alloc()));
  }

  @Override
  void shutDown(CloseReason reason, String text) {
    LingeringClose.within(channel, context().settings().closeTimeout());
    endTurn();
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> LingeringClose.start(channel));
  }

  @Override
  void allowLargeFrames() {}

  /** No browser speaks like this. */
  @Override
  public boolean mayBePage() {
    return false;
  }
}
