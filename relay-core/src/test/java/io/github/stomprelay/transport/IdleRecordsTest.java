package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import org.junit.jupiter.api.Test;

/** TLS records with nothing in them, such as KeyUpdates, come to an end (security.md T25). */
class IdleRecordsTest {
  private static final int RECORD = 16 << 10;
  private static final int MOST = (256 << 10) / RECORD;

  /** Stands for TLS: passes on what is content, and keeps the rest to itself. */
  private static final class Tls extends ChannelInboundHandlerAdapter {
    private boolean content;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object record) {
      ReferenceCountUtil.release(record);
      if (content) {
        ctx.fireChannelRead(Unpooled.EMPTY_BUFFER);
      }
    }
  }

  private final Tls tls = new Tls();
  private final IdleRecords idle = new IdleRecords();
  private final EmbeddedChannel channel = new EmbeddedChannel(idle.below(), tls, idle.above());

  private void records(int count) {
    for (int i = 0; i < count && channel.isOpen(); i++) {
      ByteBuf record = Unpooled.wrappedBuffer(new byte[RECORD]);
      channel.writeInbound(record);
      assertEquals(0, record.refCnt());
    }
  }

  @Test
  void recordsWithoutContentEndTheConnection() {
    records(MOST);
    assertTrue(channel.isOpen());
    records(1);
    assertFalse(channel.isOpen());
  }

  @Test
  void contentBetweenThemStartsAnew() {
    for (int i = 0; i < 10; i++) {
      tls.content = false;
      records(MOST - 1);
      tls.content = true;
      records(1);
      channel.releaseInbound();
    }
    assertTrue(channel.isOpen());
  }
}
