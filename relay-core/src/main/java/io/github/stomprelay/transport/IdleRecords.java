package io.github.stomprelay.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a TLS connection that sends records without end and nothing in them: a KeyUpdate, say, wants
 * new keys and an answer each, which cost time and memory. One handler below TLS and one above it;
 * on the channel's loop.
 */
final class IdleRecords {
  /** A handshake is far smaller, and so is the largest record. */
  private static final long MOST_BYTES = 256 << 10;

  private static final Logger log = LoggerFactory.getLogger(IdleRecords.class);

  private long bytes;

  /** Counts what comes from the socket. */
  ChannelHandler below() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf records) {
          bytes += records.readableBytes();
        }
        ctx.fireChannelRead(message);
        if (bytes > MOST_BYTES && ctx.channel().isOpen()) {
          log.debug("TLS records without content: remote={}", ClientAddress.of(ctx.channel()));
          ctx.close();
        }
      }
    };
  }

  /** Notices what was in it. */
  ChannelHandler above() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object message) {
        bytes = 0;
        ctx.fireChannelRead(message);
      }
    };
  }
}
