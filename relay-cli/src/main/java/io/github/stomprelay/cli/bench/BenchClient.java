package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompDecoder;
import io.github.stomprelay.stomp.StompEncoder;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.transport.http.FlushOnce;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection that speaks STOMP 1.2, without heart-beats. On the run's event loop. */
final class BenchClient extends ChannelInboundHandlerAdapter {
  /** Who is told what the server says. */
  interface Listener {
    void onConnected(BenchClient client);

    void onMessage(BenchClient client, Frame message);

    void onReceipt(BenchClient client, String id);

    /** It was refused or cut off, or the connection failed; told once. */
    void onFailed(BenchClient client, String why);
  }

  private static final FrameLimits LIMITS = new FrameLimits(64 << 20, 1000, 1 << 20, 64 << 20);

  private final int number;
  private final Headers connect;
  private final boolean webSocket;
  private final Listener listener;
  private final StompEncoder encoder = new StompEncoder();
  private final StompDecoder decoder = new StompDecoder(LIMITS);
  private final StompDecoder.Sink frames = new Frames();
  private @Nullable Channel channel;
  private @Nullable FlushOnce flush;
  private boolean closing;

  /**
   * @param number its place among the clients of the run
   * @param connect the headers of CONNECT
   */
  BenchClient(int number, Headers connect, boolean webSocket, Listener listener) {
    this.number = number;
    this.connect = connect;
    this.webSocket = webSocket;
    this.listener = listener;
  }

  int number() {
    return number;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    flush = new FlushOnce(ctx.channel());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (!webSocket) {
      send(Frame.of(Command.CONNECT, connect));
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      send(Frame.of(Command.CONNECT, connect));
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (message instanceof ByteBuf bytes) {
        decoder.decode(bytes, frames);
      } else if (message instanceof TextWebSocketFrame || message instanceof BinaryWebSocketFrame) {
        decoder.decode(((WebSocketFrame) message).content(), frames);
      }
    } catch (ProtocolException e) {
      fail("the server's bytes are not STOMP: " + e.detail().strip());
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail("the server closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private final class Frames implements StompDecoder.Sink {
    @Override
    public void onFrame(Frame frame) {
      switch (frame.command()) {
        case MESSAGE -> listener.onMessage(BenchClient.this, frame);
        case RECEIPT ->
            listener.onReceipt(BenchClient.this, frame.headers().get(Headers.RECEIPT_ID, ""));
        case CONNECTED -> {
          decoder.version(StompVersion.V1_2);
          listener.onConnected(BenchClient.this);
        }
        case ERROR ->
            fail(
                "ERROR "
                    + frame.headers().get(Headers.MESSAGE, "")
                    + ": "
                    + frame.bodyText().strip());
        default -> fail("the server sent a " + frame.word());
      }
    }

    @Override
    public void onHeartBeat() {}
  }

  private void fail(String why) {
    if (!closing) {
      close();
      listener.onFailed(this, why);
    }
  }

  /** Sends a frame; it leaves at the end of the loop's turn. */
  void send(Frame frame) {
    if (channel == null || flush == null || !channel.isActive()) {
      return;
    }
    ByteBuf bytes = encoder.encode(StompVersion.V1_2, frame).toBuffer(channel.alloc());
    channel.write(webSocket ? new TextWebSocketFrame(bytes) : bytes);
    flush.later();
  }

  /** Returns whether the server takes what is sent. */
  boolean isWritable() {
    return channel != null && channel.isWritable();
  }

  /** Reads nothing from here on. */
  void stall() {
    if (channel != null) {
      channel.config().setAutoRead(false);
    }
  }

  /** Ends the connection; nothing more is told. */
  void close() {
    closing = true;
    decoder.stop();
    if (channel != null) {
      channel.close();
    }
  }
}
