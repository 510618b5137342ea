package io.github.stomprelay.transport;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.EncodedFrame;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.transport.http.LingeringClose;
import io.github.stomprelay.transport.http.WebSocketHeader;
import io.github.stomprelay.transport.http.WebSocketPinger;
import io.github.stomprelay.transport.http.WebSocketProblem;
import io.github.stomprelay.transport.http.WebSocketUpgrade;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * A client over a plain WebSocket. STOMP frames may span and share its messages, text or binary;
 * out goes text where it is valid UTF-8 and binary where it is not.
 */
final class WebSocketConnection extends ChannelConnection {
  /** Fragments without content that a message may have: more only wastes time. */
  private static final int EMPTY_FRAGMENTS = 100;

  private final MessageBatch batch;
  private final long pongMillis;
  private boolean batched;
  private boolean trusted;
  private boolean closeSent;
  private int emptyFragments;

  WebSocketConnection(
      StompContext context, Peer peer, Channel channel, WebSocketSettings settings) {
    super(context, peer, channel);
    this.batch = new MessageBatch(channel, settings.coalesceBytes());
    this.batched = settings.coalesceBytes() > 0;
    this.pongMillis = settings.pingInterval().toMillis();
  }

  @Override
  ChannelInboundHandlerAdapter handler() {
    return new MessageHandler();
  }

  private final class MessageHandler extends Handler {
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      batched |= WebSocketUpgrade.isCompressed(ctx.pipeline());
      super.handlerAdded(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      try {
        if (message instanceof WebSocketFrame frame && !closeSent) {
          onFrame(frame);
        } else if (message instanceof CloseWebSocketFrame) {
          channel.close();
        }
      } finally {
        ReferenceCountUtil.release(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof WebSocketPinger.Silence) {
        silent("No WebSocket pong came for " + pongMillis + " ms (websocket.ping-interval)\n");
      } else {
        super.userEventTriggered(ctx, event);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      batch.release();
      super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      @Nullable WebSocketCloseStatus status = WebSocketProblem.status(cause);
      if (status == null) {
        super.exceptionCaught(ctx, cause);
      } else if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
        broken(
            ProtocolException.tooLarge(
                "WebSocket frame is larger than " + maxFrame() + " bytes (limits.frame-bytes)"));
      } else {
        violated(status);
      }
    }
  }

  private void onFrame(WebSocketFrame frame) {
    if (frame instanceof CloseWebSocketFrame close) {
      answerClose(close);
    } else if (!(frame instanceof PingWebSocketFrame) && !(frame instanceof PongWebSocketFrame)) {
      onData(frame);
    }
  }

  private void onData(WebSocketFrame frame) {
    boolean empty = !frame.isFinalFragment() && !frame.content().isReadable();
    emptyFragments = empty ? emptyFragments + 1 : 0;
    if (emptyFragments > EMPTY_FRAGMENTS) {
      violated(WebSocketCloseStatus.POLICY_VIOLATION);
      return;
    }
    received(frame.content());
  }

  /** The client broke the WebSocket protocol: no ERROR frame could tell it anything. */
  private void violated(WebSocketCloseStatus status) {
    closed(CloseReason.PROTOCOL_ERROR);
    sendClose(new CloseWebSocketFrame(status));
  }

  private void answerClose(CloseWebSocketFrame close) {
    gone();
    closeSent = true;
    endTurn();
    channel
        .writeAndFlush(new CloseWebSocketFrame(true, 0, close.content().retain()))
        .addListener(done -> channel.close());
  }

  /**
   * Returns where messages are shared or compressed, a frame has to become one of the pipeline's.
   */
  @Override
  boolean standsAlone(EncodedFrame frame) {
    return batched || super.standsAlone(frame);
  }

  @Override
  void append(EncodedFrame frame, TurnBuffer buffer) {
    int length = frame.length();
    ByteBuf out = buffer.room(WebSocketHeader.MOST_BYTES + length);
    WebSocketHeader.write(out, frame.isText(), length);
    frame.writeTo(out);
  }

  @Override
  ChannelFuture writeAlone(EncodedFrame frame) {
    return batch.write(frame.toBuffer(channel.alloc()), frame.isText());
  }

  @Override
  void endTurn() {
    batch.end();
    super.endTurn();
  }

  @Override
  void shutDown(CloseReason reason, String text) {
    int code = context().settings().closeCode(reason);
    sendClose(new CloseWebSocketFrame(code, CloseText.fit(text)));
  }

  private void sendClose(CloseWebSocketFrame close) {
    closeSent = true;
    endTurn();
    backpressure.drain();
    channel.writeAndFlush(close);
    LingeringClose.within(channel, context().settings().closeTimeout());
  }

  @Override
  void allowLargeFrames() {
    trusted = true;
    WebSocketUpgrade.allowLargeFrames(channel.pipeline());
  }

  private int maxFrame() {
    TransportSettings settings = context().settings();
    return (trusted ? settings.connected() : settings.connecting()).frameBytes();
  }

  @Override
  public long pendingBytes() {
    return super.pendingBytes() + batch.bytes();
  }
}
