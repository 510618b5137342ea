package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Closes a socket so that the last words arrive: a socket that is closed while the client still
 * sends is reset, and a reset may overtake what was written before. So the sending half closes
 * first, what comes in is thrown away, and the whole is closed when the client has closed its half,
 * or after two seconds.
 */
public final class LingeringClose extends ChannelInboundHandlerAdapter {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String NAME = "lingering-close";

  private LingeringClose() {}

  /** Closes this channel; everything that was written must have been flushed. Any thread. */
  public static void start(Channel channel) {
    if (!channel.eventLoop().inEventLoop()) {
      channel.eventLoop().execute(() -> start(channel));
      return;
    }
    ChannelPipeline pipeline = channel.pipeline();
    if (!channel.isActive() || pipeline.get(NAME) != null) {
      return;
    }
    if (channel instanceof DuplexChannel duplex && duplex.isInputShutdown()) {
      channel.close();
      return;
    }
    SslHandler tls = pipeline.get(SslHandler.class);
    if (tls != null) {
      pipeline.addAfter(pipeline.context(tls).name(), NAME, new LingeringClose());
      tls.closeOutbound();
    } else {
      pipeline.addFirst(NAME, new LingeringClose());
      if (channel instanceof DuplexChannel duplex) {
        duplex.shutdownOutput();
      } else {
        channel.close();
      }
    }
    @Nullable Backpressure backpressure = pipeline.get(Backpressure.class);
    if (backpressure == null) {
      channel.config().setAutoRead(true);
    } else {
      backpressure.drain();
    }
    channel.read();
    within(channel, PATIENCE);
  }

  /** Closes this channel, whatever happens, when this time is over. Any thread. */
  public static void within(Channel channel, Duration time) {
    Timer deadline =
        Guarded.after(channel.eventLoop(), time, "transport.close", channel, () -> channel.close());
    channel.closeFuture().addListener(closed -> deadline.cancel());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.channel().close();
    }
    ctx.fireUserEventTriggered(event);
  }
}
