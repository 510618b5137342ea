package io.github.stomprelay.transport;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the PROXY protocol header that a trusted neighbour must begin with, version 1 or 2, notes
 * the client's address, and lets the connection go on. A health check ({@code LOCAL}, {@code
 * UNKNOWN}) keeps the neighbour's own address, and is no client of this machine for that.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(ProxyHeader.class);
  private static final int MAX_TLV_BYTES = 2048;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String DECODER = "proxy-decoder";

  private final Runnable next;
  private boolean refused;
  private @Nullable Timer timer;

  private ProxyHeader(Runnable next) {
    this.next = next;
  }

  /** Expects the header; then runs this, on the loop, to add the handlers behind. */
  static void expect(ChannelPipeline pipeline, Runnable next) {
    pipeline.addLast(DECODER, new HAProxyMessageDecoder(MAX_TLV_BYTES));
    pipeline.addLast("proxy-header", new ProxyHeader(next));
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timer =
        Guarded.after(
            ctx.executor(),
            PATIENCE,
            "proxy.timeout",
            ctx.channel(),
            () -> fail(ctx, "none came within 5 s"));
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      // the decoder reads on while the connection closes, and may find a header in order
      if (!refused && message instanceof HAProxyMessage header) {
        note(ctx, header);
        next.run();
        ctx.pipeline().remove(this);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private static void note(ChannelHandlerContext ctx, HAProxyMessage header) {
    @Nullable String source = header.sourceAddress();
    @Nullable InetAddress address =
        header.command() == HAProxyCommand.LOCAL || source == null
            ? null
            : NetUtil.createInetAddressFromIpAddressString(source);
    ClientAddress.proxied(
        ctx.channel(),
        address == null
            ? ClientAddress.of(ctx.channel())
            : new InetSocketAddress(address, header.sourcePort()));
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (timer != null) {
      timer.cancel();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      ctx.close(); // whoever only tries the port is no news
    } else if (!refused) {
      fail(ctx, String.valueOf(cause.getMessage()));
    }
  }

  private void fail(ChannelHandlerContext ctx, String problem) {
    refused = true;
    log.warn(
        "PROXY protocol header expected: remote={}: {}; is the proxy told to send one?",
        ctx.channel().remoteAddress(),
        problem);
    ctx.close();
  }
}
