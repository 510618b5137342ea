package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A MESSAGE for many, and one for clients that cut frames at a NUL (security.md T11). */
class MessageTemplateTest {
  private static final ByteBufAllocator BUFFERS = UnpooledByteBufAllocator.DEFAULT;

  private static MessageTemplate template(Headers headers, String body) {
    return new MessageTemplate("/topic/a", false, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static String wire(
      MessageTemplate message, @Nullable String subscription, @Nullable String ack) {
    return text(message.encode(BUFFERS, StompVersion.V1_2, subscription, "T_0@@s@@1", ack));
  }

  private static String text(ByteBuf out) {
    try {
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      out.release();
    }
  }

  @Test
  void writesTheHeadersInRabbitMqsOrder() {
    MessageTemplate message = template(Headers.of("x", "1", "content-type", "text/plain"), "hi");
    assertEquals(
        """
        MESSAGE
        subscription:0
        destination:/topic/a
        message-id:T_0@@s@@1
        redelivered:false
        ack:T_0@@s@@1
        x:1
        content-type:text/plain
        content-length:2

        hi\0
        """,
        wire(message, "0", "T_0@@s@@1"));
  }

  @Test
  void leavesOutWhatIsNotThere() {
    MessageTemplate message = new MessageTemplate("/queue/q", true, Headers.EMPTY, new byte[0]);
    assertEquals(
        "MESSAGE\ndestination:/queue/q\nmessage-id:T_0@@s@@1\nredelivered:true\n\n\0\n",
        wire(message, null, null));
  }

  @Test
  void writesManyFramesEachWithItsOwnLines() {
    MessageTemplate message = template(Headers.of("x", "1"), "hi");
    for (int i = 0; i < 100; i++) {
      String id = "sub:" + "x".repeat(i * 10);
      String expected =
          "MESSAGE\nsubscription:" + id.replace(":", "\\c") + "\ndestination:/topic/a\n";
      assertTrue(wire(message, id, null).startsWith(expected));
    }
  }

  @Test
  void neverTakesFromTheMessageWhatOnlyTheServerSays() {
    Headers forged =
        Headers.of(
            "subscription",
            "x",
            "destination",
            "x",
            "message-id",
            "x",
            "redelivered",
            "x",
            "ack",
            "x",
            "content-length",
            "99",
            "y",
            "z");
    assertEquals(
        """
        MESSAGE
        destination:/topic/a
        message-id:T_0@@s@@1
        redelivered:false
        y:z
        content-length:2

        hi\0
        """,
        wire(template(forged, "hi"), null, null));
  }

  @Test
  void sharesALargeBodyInsteadOfCopyingIt() {
    byte[] body = new byte[100_000];
    MessageTemplate message = new MessageTemplate("/topic/a", false, Headers.EMPTY, body);
    ByteBuf out = message.encode(BUFFERS, StompVersion.V1_2, "0", "1", null);
    CompositeByteBuf parts = (CompositeByteBuf) out;
    assertSame(body, parts.component(1).unwrap().array());
    String head =
        """
        MESSAGE
        subscription:0
        destination:/topic/a
        message-id:1
        redelivered:false
        content-length:100000

        """;
    assertEquals(head.length() + 100_002, out.readableBytes());
    assertEquals(head + "\0".repeat(100_001) + "\n", text(out));
  }

  @Test
  void writesTheSameAroundTheSizeFromWhichOnTheBodyIsShared() throws ProtocolException {
    for (int size = EncodedMessage.COPIED_BODY - 1;
        size <= EncodedMessage.COPIED_BODY + 1;
        size++) {
      MessageTemplate message = template(Headers.EMPTY, "b".repeat(size));
      StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED);
      List<Frame> frames = DecodedFrames.of(decoder, wire(message, "0", null)).frames;
      assertEquals("b".repeat(size), frames.get(0).bodyText());
    }
  }

  @Test
  void escapesByTheLetterForAStrictEncoderBesideOthers() {
    MessageTemplate message = template(Headers.of("x", "a:\r"), "");
    StompEncoder strict = new StompEncoder(true, true);
    String start = "MESSAGE\ndestination:/topic/a\nmessage-id:1\nredelivered:false\n";
    String[] expected = {"x:a: \n", "x:a\\c \n", "x:a\\c\\r\n"};
    int i = 0;
    for (StompVersion version : StompVersion.values()) {
      ByteBuf out = strict.encode(version, message, null, "1", null).toBuffer(BUFFERS);
      assertEquals(start + expected[i++] + "\n\0\n", text(out));
      ByteBuf lenient = message.encode(BUFFERS, version, null, "1", null);
      assertEquals(start + expected[2] + "\n\0\n", text(lenient));
    }
  }

  @Test
  void knowsWhetherItIsText() {
    assertTrue(template(Headers.of("x", "\ud83d"), "ü😀\0").isText());
    byte[] latin1 = {'a', (byte) 0xfc};
    assertFalse(new MessageTemplate("/topic/a", false, Headers.EMPTY, latin1).isText());
  }

  @Test
  void replacesNulForClientsThatWouldCutTheFrameThere() {
    MessageTemplate message =
        template(
            Headers.of("x-nul-replaced", "false", "x", "1"), "hi\0\nMESSAGE\nfrom:admin\n\n\0");
    assertTrue(message.bodyHasNul());
    MessageTemplate safe = message.withoutNul();
    assertSame(safe, message.withoutNul());
    assertFalse(safe.bodyHasNul());
    String wire = wire(safe, "0", null);
    String end = "hi\ufffd\nMESSAGE\nfrom:admin\n\n\ufffd\0\n";
    assertTrue(wire.endsWith("x:1\nx-nul-replaced:true\ncontent-length:29\n\n" + end), wire);
    assertEquals(wire.length() - 2, wire.indexOf('\0'));
  }

  @Test
  void staysItselfWithoutANul() {
    MessageTemplate message = template(Headers.EMPTY, "hi");
    assertFalse(message.bodyHasNul());
    assertSame(message, message.withoutNul());
  }
}
