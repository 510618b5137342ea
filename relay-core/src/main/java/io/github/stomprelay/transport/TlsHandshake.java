package io.github.stomprelay.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for the TLS handshake; what fails it is closed, with a line at debug level. */
final class TlsHandshake extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(TlsHandshake.class);

  /** A ClientHello is a few hundred bytes; it is kept until its name is read. */
  private static final int MAX_CLIENT_HELLO = 16 << 10;

  private final Runnable next;

  private TlsHandshake(Runnable next) {
    this.next = next;
  }

  /** Expects a handshake; then runs this, on the loop, to add the handlers behind. */
  static void expect(ChannelPipeline pipeline, TlsContexts contexts, Runnable next) {
    long millis = contexts.handshakeTimeout().toMillis();
    IdleRecords idle = new IdleRecords();
    pipeline.addLast("tls-idle", idle.below());
    pipeline.addLast("tls", new Sni(contexts, millis));
    pipeline.addLast("tls-content", idle.above());
    pipeline.addLast("tls-handshake", new TlsHandshake(next));
  }

  private static final class Sni extends SniHandler {
    private final long millis;

    Sni(TlsContexts contexts, long millis) {
      super(contexts::byName, MAX_CLIENT_HELLO, millis);
      this.millis = millis;
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
      SslHandler handler = super.newSslHandler(context, allocator);
      handler.setHandshakeTimeoutMillis(millis);
      return handler;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake) {
      if (handshake.isSuccess()) {
        next.run();
        ctx.pipeline().remove(this);
      } else {
        failed(ctx, handshake.cause());
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    failed(ctx, cause);
  }

  private static void failed(ChannelHandlerContext ctx, Throwable cause) {
    log.debug(
        "TLS handshake failed: remote={}: {}", ClientAddress.of(ctx.channel()), cause.toString());
    ctx.close();
  }
}
