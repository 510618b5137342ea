package io.github.stomprelay.transport.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compressed messages are held to the small limit until the client is trusted (threat T7). */
class DeflateTest {
  private static final int EARLY = 16 << 10;
  private static final int TRUSTED = 256 << 10;

  private final EmbeddedChannel channel = new EmbeddedChannel();

  DeflateTest() {
    Deflate deflate =
        Deflate.negotiate(head("permessage-deflate; client_max_window_bits"), EARLY, TRUSTED);
    assertNotNull(deflate);
    deflate.install(channel.pipeline());
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  private static RequestHead head(String offers) {
    return new RequestHead(
        "GET",
        "/ws",
        "",
        HttpVersion.HTTP_1_1,
        new DefaultHttpHeaders().set("Sec-WebSocket-Extensions", offers),
        new HttpClient(InetSocketAddress.createUnresolved("client", 1), false, null, true));
  }

  private static byte[] deflated(byte[] payload) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(payload);
    byte[] out = new byte[payload.length + 1024];
    int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH) - 4;
    deflater.end();
    return Arrays.copyOf(out, size);
  }

  private void message(int length) {
    channel.writeInbound(
        new TextWebSocketFrame(true, 4, Unpooled.wrappedBuffer(deflated(new byte[length]))));
  }

  private int inflated() {
    int bytes = 0;
    for (WebSocketFrame frame; (frame = channel.readInbound()) != null; frame.release()) {
      bytes += frame.content().readableBytes();
    }
    return bytes;
  }

  @Test
  void unfoldsLittleBeforeLogin() {
    message(EARLY / 2);
    assertEquals(EARLY / 2, inflated());
    assertThrows(CodecException.class, () -> message(TRUSTED / 2));
  }

  @Test
  void unfoldsMoreAfterwards() {
    message(EARLY / 2);
    Deflate.trust(channel.pipeline());
    message(TRUSTED / 2);
    assertEquals(EARLY / 2 + TRUSTED / 2, inflated());
    assertThrows(CodecException.class, () -> message(2 * TRUSTED));
  }

  /** The client may have begun a message when its login is answered. */
  @Test
  void trustComesBetweenTwoMessages() {
    byte[] payload = new byte[EARLY / 2];
    new Random(7).nextBytes(payload);
    byte[] whole = deflated(payload);
    int half = whole.length / 2;
    channel.writeInbound(new TextWebSocketFrame(false, 4, Unpooled.wrappedBuffer(whole, 0, half)));
    Deflate.trust(channel.pipeline());
    channel.writeInbound(
        new ContinuationWebSocketFrame(
            true, 0, Unpooled.wrappedBuffer(whole, half, whole.length - half)));
    assertEquals(EARLY / 2, inflated());
    message(TRUSTED / 2);
    assertEquals(TRUSTED / 2, inflated());
  }

  /** Each message by itself: what changes between two of them needs no memory of the first. */
  @Test
  void clientsAreToldToKeepNoContext() {
    Deflate deflate = Deflate.negotiate(head("permessage-deflate"), EARLY, TRUSTED);
    assertNotNull(deflate);
    assertTrue(deflate.header().contains("client_no_context_takeover"), deflate.header());
  }
}
