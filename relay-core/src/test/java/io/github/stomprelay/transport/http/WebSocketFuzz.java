package io.github.stomprelay.transport.http;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.testkit.FuzzInput;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;

/**
 * Fuzz target: bytes after an upgrade are frames within the limits, or a problem that has a close
 * status; nothing else is thrown, and no frame holds more than was received.
 */
public final class WebSocketFuzz {
  private static final int MAX_FRAME = 1024;
  private static final int EARLY = 256;

  private WebSocketFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    boolean extensions = input.flag();
    int piece = 1 + input.choose(64);
    byte[] wire = input.rest();
    Received received = new Received();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel
        .pipeline()
        .addLast("decoder", WebSocketUpgrade.decoder(MAX_FRAME, extensions))
        .addLast(new Utf8FrameValidator(false))
        .addLast(received);
    Debt debt = MemoryBudget.unlimited().account(channel.eventLoop()).debt();
    PartialFrames.install(channel.pipeline(), "decoder", debt, EARLY);
    for (int at = 0; at < wire.length && channel.isOpen() && !received.failed; at += piece) {
      channel.writeInbound(
          Unpooled.wrappedBuffer(Arrays.copyOfRange(wire, at, Math.min(wire.length, at + piece))));
    }
    if (received.bytes > wire.length) {
      throw new AssertionError(received.bytes + " bytes of " + wire.length);
    }
    channel.finishAndReleaseAll();
    if (debt.bytes() != 0) {
      throw new AssertionError(debt.bytes() + " bytes are still owed");
    }
  }

  private static final class Received extends ChannelInboundHandlerAdapter {
    private long bytes;
    private boolean failed;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      WebSocketFrame frame = (WebSocketFrame) message;
      int size = frame.content().readableBytes();
      bytes += size;
      frame.release();
      if (size > MAX_FRAME) {
        throw new AssertionError("a frame of " + size + " bytes");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failed = true;
      if (cause instanceof AssertionError || WebSocketProblem.status(cause) == null) {
        throw new AssertionError("no close status", cause);
      }
    }
  }
}
