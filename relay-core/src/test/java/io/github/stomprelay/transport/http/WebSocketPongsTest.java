package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Which pings are answered, and when. */
class WebSocketPongsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(new WebSocketPongs());

  private void ping(String text) {
    channel.writeInbound(
        new PingWebSocketFrame(
            ByteBufUtil.encodeString(
                channel.alloc(), java.nio.CharBuffer.wrap(text), StandardCharsets.US_ASCII)));
    channel.releaseInbound();
  }

  private void takesBytes(boolean takes) {
    ChannelOutboundBuffer buffer = Objects.requireNonNull(channel.unsafe().outboundBuffer());
    buffer.setUserDefinedWritability(1, takes);
  }

  private List<String> pongs() {
    List<String> pongs = new ArrayList<>();
    for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
      if (each instanceof PongWebSocketFrame pong) {
        pongs.add(pong.content().toString(StandardCharsets.US_ASCII));
        pong.release();
      }
    }
    return pongs;
  }

  @Test
  void everyPingOfAClientThatTakesBytes() {
    ping("1");
    ping("2");
    assertEquals(List.of("1", "2"), pongs());
  }

  @Test
  void theLastPingOfAClientThatTakesNone() {
    takesBytes(false);
    ping("1");
    ping("2");
    ping("3");
    assertEquals(List.of(), pongs());
    takesBytes(true);
    channel.runPendingTasks();
    assertEquals(List.of("3"), pongs());
    ping("4");
    assertEquals(List.of("4"), pongs());
  }

  @Test
  void noneBehindTheClose() {
    takesBytes(false);
    ping("1");
    channel.writeOutbound(new CloseWebSocketFrame());
    takesBytes(true);
    ping("2");
    channel.runPendingTasks();
    assertEquals(List.of(), pongs());
    assertFalse(channel.finish());
  }
}
