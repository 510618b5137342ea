package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames out of bytes, however they are cut, and mistakes in them (security.md T10). */
class StompDecoderTest {
  private static final String CORPUS =
      "\n\r\n\0\0"
          + "CONNECT\naccept-version:1.0,1.1,1.2\nlogin:a:b\npasscode:x\\cy\n\n\0\n"
          + "SEND\r\ndestination:/topic/a\r\n\r\nhello\0\r\n\n"
          + "SEND\ndestination:/topic/ü\ncontent-length:5\n\na\0b\nc\0"
          + "SEND\nx:😀\nx:second\nempty:\n:no name\ncontent-length: 0 \n\n\0\n\n"
          + "send\nesc\\caped:\\n\\r\\c\\\\\n\n\0"
          + "SUBSCRIBE\nid:sub-0\ndestination:/queue/a\nack:client\n\n\0\n"
          + "MESSAGE\n\nbody without length\r\n\0";

  private static StompDecoder decoder() {
    return new StompDecoder(FrameLimits.CONNECTED);
  }

  private static Frame one(String wire) throws ProtocolException {
    return one(decoder(), wire);
  }

  private static Frame one(StompDecoder decoder, String wire) throws ProtocolException {
    List<Frame> frames = DecodedFrames.of(decoder, wire).frames;
    assertEquals(1, frames.size());
    return frames.get(0);
  }

  private static ProtocolException refusal(String wire) {
    return refusal(decoder(), wire.getBytes(StandardCharsets.UTF_8));
  }

  private static ProtocolException refusal(StompDecoder decoder, byte[] wire) {
    return assertThrows(ProtocolException.class, () -> DecodedFrames.of(decoder, wire));
  }

  @Test
  void readsCommandHeadersAndBody() throws ProtocolException {
    Frame frame = one("SEND\ndestination:/queue/a\nreceipt:1\n\nhello\0");
    assertSame(Command.SEND, frame.command());
    assertEquals(Headers.of("destination", "/queue/a", "receipt", "1"), frame.headers());
    assertEquals("hello", frame.bodyText());
  }

  @Test
  void yieldsTheSameFramesHoweverTheBytesAreCut() throws ProtocolException {
    byte[] wire = CORPUS.getBytes(StandardCharsets.UTF_8);
    String whole = DecodedFrames.of(decoder(), wire).describe();
    assertTrue(whole.contains("SEND [destination=/topic/a] <hello>"), whole);
    assertTrue(whole.contains("<a\0b\nc>"), whole);
    for (int size = 1; size < wire.length; size++) {
      assertEquals(whole, DecodedFrames.inPieces(decoder(), wire, size).describe());
    }
    for (int cut = 0; cut <= wire.length; cut++) {
      StompDecoder decoder = decoder();
      DecodedFrames decoded = new DecodedFrames();
      decoded.feed(decoder, wire, 0, cut);
      decoded.feed(decoder, wire, cut, wire.length);
      assertEquals(whole, decoded.describe(), "cut at " + cut);
    }
  }

  @Test
  void keepsNothingOfTheBuffersItReadAndCopesWithManySmallPieces() throws ProtocolException {
    StringBuilder wire = new StringBuilder("SEND\n");
    for (int i = 0; i < 90; i++) {
      wire.append("header-").append(i).append(':').append("v".repeat(1300)).append('\n');
    }
    wire.append('\n').append("b".repeat(1 << 20)).append('\0');
    byte[] bytes = wire.toString().getBytes(StandardCharsets.UTF_8);
    DecodedFrames decoded = DecodedFrames.inPieces(decoder(), bytes, 10);
    assertEquals(90, decoded.frames.get(0).headers().size());
    assertEquals(1 << 20, decoded.frames.get(0).body().length);
  }

  @Test
  void countsEveryLineFeedBetweenFramesAsAHeartBeat() throws ProtocolException {
    assertEquals(3, DecodedFrames.of(decoder(), "\n\0\r\n\n").heartBeats);
    assertEquals(1, DecodedFrames.of(decoder(), "DISCONNECT\n\n\0\n").heartBeats);
  }

  @Test
  void keepsTheFirstOfRepeatedHeaders() throws ProtocolException {
    assertEquals(Headers.of("a", "1", "b", "2"), one("SEND\na:1\nb:2\na:3\n\n\0").headers());
  }

  @Test
  void keepsFurtherColonsEmptyNamesAndEmptyValues() throws ProtocolException {
    Headers headers = one("SEND\na:b:c\n:x\ny:\n\n\0").headers();
    assertEquals(Headers.of("a", "b:c", "", "x", "y", ""), headers);
  }

  @Test
  void passesUnknownAndLowerCaseCommandsOn() throws ProtocolException {
    Frame frame = one("send\n\n\0");
    assertSame(Command.UNKNOWN, frame.command());
    assertEquals("send", frame.word());
  }

  @Test
  void readsBinaryBodiesByTheirLength() throws ProtocolException {
    byte[] head = "SEND\ncontent-length:256\n\n".getBytes(StandardCharsets.UTF_8);
    ByteBuf wire = Unpooled.buffer().writeBytes(head);
    byte[] body = new byte[256];
    for (int i = 0; i < 256; i++) {
      body[i] = (byte) i;
    }
    wire.writeBytes(body).writeByte(0);
    DecodedFrames decoded = new DecodedFrames();
    decoder().decode(wire, decoded);
    assertArrayEquals(body, decoded.frames.get(0).body());
    wire.release();
  }

  @Test
  void passesContentLengthOverWhereThereIsNoBody() throws ProtocolException {
    for (String word : List.of("ACK", "NACK", "CONNECT", "STOMP", "SUBSCRIBE", "UNSUBSCRIBE")) {
      assertEquals("", one(word + "\ncontent-length:5\n\n\0").bodyText());
    }
    for (String word : List.of("BEGIN", "COMMIT", "ABORT", "DISCONNECT")) {
      assertEquals("", one(word + "\ncontent-length:none\n\n\0").bodyText());
    }
  }

  @Test
  void theErrorNamesTheHeaderAndNotItsValue() {
    String detail = refusal("CONNECT\npasscode:E6\\7secret\n\n\0").detail();
    assertTrue(detail.startsWith("header 'passcode': "), detail);
    assertTrue(detail.contains("stomp.escapes=standard"), detail);
    assertFalse(detail.contains("secret"), detail);
  }

  @Test
  void honoursContentLengthOfAMessage() throws ProtocolException {
    assertEquals("a\0b", one("MESSAGE\ncontent-length:3\n\na\0b\0").bodyText());
  }

  @Test
  void undoesEscapesInEveryVersionAsRabbitMqDoes() throws ProtocolException {
    for (StompVersion version : StompVersion.values()) {
      StompDecoder decoder = decoder();
      decoder.version(version);
      Frame frame = one(decoder, "CONNECT\na\\cb:\\n\\r\\c\\\\\n\n\0");
      assertEquals(Headers.of("a:b", "\n\r:\\"), frame.headers());
    }
  }

  @Test
  void undoesEscapesByTheLetterWhenStrict() throws ProtocolException {
    for (StompVersion version : StompVersion.values()) {
      StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED, true);
      decoder.version(version);
      assertEquals("\\n\\t", one(decoder, "CONNECT\na:\\n\\t\n\n\0").headers().get("a"));
      String expected = version == StompVersion.V1_0 ? "\\c" : ":";
      assertEquals(expected, one(decoder, "SEND\na:\\c\n\n\0").headers().get("a"));
      if (version == StompVersion.V1_1) {
        refusal(decoder, "SEND\na:\\r\n\n\0".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void trimsLeadingSpacesOfValuesForVersion10Only() throws ProtocolException {
    StompDecoder decoder = decoder();
    decoder.version(StompVersion.V1_2);
    assertEquals("  v ", one(decoder, "SEND\n n:  v \n\n\0").headers().get(" n"));
    decoder.version(StompVersion.V1_0);
    assertEquals("v ", one(decoder, "SEND\n n:  v \n\n\0").headers().get(" n"));
    assertEquals("guest", one("CONNECT\nlogin: guest\n\n\0").headers().get("login"));
    assertEquals(
        " guest", one("CONNECT\naccept-version:1.1\nlogin: guest\n\n\0").headers().get("login"));
  }

  @Test
  void takesFramesBehindAConnectForTheVersionItOffersUntilOneIsAgreed() throws ProtocolException {
    String send = "SEND\nx: v\n\n\0";
    for (var offer : Map.of("", "v", "accept-version:1.1\n", " v").entrySet()) {
      List<Frame> frames =
          DecodedFrames.of(decoder(), "CONNECT\n" + offer.getKey() + "\n\0" + send).frames;
      assertEquals(offer.getValue(), frames.get(1).headers().get("x"));
    }
    assertEquals("v", one(send).headers().get("x"), "a client that never says CONNECT speaks 1.0");
    StompDecoder agreed = decoder();
    agreed.version(StompVersion.V1_2);
    assertEquals(
        " v", DecodedFrames.of(agreed, "CONNECT\n\n\0" + send).frames.get(1).headers().get("x"));
  }

  @Test
  void letsTheReceiverChangeVersionAndLimitsForTheBytesBehindAFrame() throws ProtocolException {
    StompDecoder decoder = new StompDecoder(new FrameLimits(20, 100, 20, 20));
    List<Frame> frames = new ArrayList<>();
    StompDecoder.Sink sink =
        new StompDecoder.Sink() {
          @Override
          public void onFrame(Frame frame) {
            frames.add(frame);
            decoder.version(StompVersion.V1_0);
            decoder.limits(FrameLimits.CONNECTED);
          }

          @Override
          public void onHeartBeat() {}
        };
    String wire = "CONNECT\n\n\0SEND\nlong-enough: for the first limits\n\n\0";
    decoder.decode(Unpooled.copiedBuffer(wire, StandardCharsets.UTF_8), sink);
    assertEquals("for the first limits", frames.get(1).headers().get("long-enough"));
  }

  @Test
  void goesOnBehindAFrameWhoseReceiverFailed() throws ProtocolException {
    StompDecoder decoder = decoder();
    DecodedFrames decoded = new DecodedFrames();
    ByteBuf wire = Unpooled.copiedBuffer("SEND\n\n\0ACK\n\n\0", StandardCharsets.UTF_8);
    StompDecoder.Sink failing =
        new StompDecoder.Sink() {
          @Override
          public void onFrame(Frame frame) {
            throw new IllegalStateException("the receiver's own");
          }

          @Override
          public void onHeartBeat() {}
        };
    assertThrows(IllegalStateException.class, () -> decoder.decode(wire, failing));
    decoder.decode(wire, decoded);
    assertSame(Command.ACK, decoded.frames.get(0).command());
  }

  @Test
  void swallowsEverythingOnceStopped() throws ProtocolException {
    StompDecoder decoder = decoder();
    int[] frames = {0};
    StompDecoder.Sink sink =
        new StompDecoder.Sink() {
          @Override
          public void onFrame(Frame frame) {
            frames[0]++;
            decoder.stop();
          }

          @Override
          public void onHeartBeat() {
            throw new AssertionError("heart-beat after stop");
          }
        };
    ByteBuf wire =
        Unpooled.copiedBuffer("DISCONNECT\n\n\0\nSEND\n\n\0jun\rk", StandardCharsets.UTF_8);
    decoder.decode(wire, sink);
    assertEquals(1, frames[0]);
    assertFalse(wire.isReadable());
  }

  @Test
  void swallowsEverythingAfterAnError() throws ProtocolException {
    StompDecoder decoder = decoder();
    refusal(decoder, "SEND\nbad\n\n\0".getBytes(StandardCharsets.UTF_8));
    DecodedFrames after = DecodedFrames.of(decoder, "SEND\n\n\0\n\n");
    assertEquals("0 heart-beats\n", after.describe());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\rSEND\n\n\0",
        "SE\rND\n\n\0",
        "SEND\nna\rme:v\n\n\0",
        "SEND\nname:va\rlue\n\n\0",
        "SEND\nname:value\r\r\n\n\0",
        "SEND\nno colon\n\n\0",
        "SEND\na:\\t\n\n\0",
        "SEND\na:\\\n\n\0",
        "SEND\na\\:b\n\n\0",
        "SEND\na:b\0",
        "SEND\na:b\0\n",
        "SEND\0",
        "SEND\n\0",
        "SEND\ncontent-length:2\n\nabc\0",
        "SEND\ncontent-length:0\n\na\0",
        "A-COMMAND-OF-MORE-THAN-THIRTY-TWO-BYTES\n\n\0"
      })
  void refusesMalformedFramesAtEverySplit(String wire) {
    ProtocolException refusal = refusal(wire);
    assertEquals("Malformed frame", refusal.summary());
    assertFalse(refusal.tooLarge());
    byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
    assertThrows(ProtocolException.class, () -> DecodedFrames.inPieces(decoder(), bytes, 1));
  }

  @Test
  void refusesWhatIsNotStrictUtf8InCommandsAndHeaders() {
    String[] invalid = {
      "\u0080",
      "\u00c0\u0080",
      "\u00c3",
      "\u00c3x",
      "\u00ed\u00a0\u0080",
      "\u00e0\u0080\u0080",
      "\u00f0\u0080\u0080\u0080",
      "\u00f4\u0090\u0080\u0080",
      "\u00f8\u0088\u0080\u0080\u0080",
      "\u00ff"
    };
    for (String octets : invalid) {
      for (String frame : new String[] {"SE?\n\n\0", "SEND\n?:v\n\n\0", "SEND\nn:?\n\n\0"}) {
        byte[] wire = frame.replace("?", octets).getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(decoder(), wire).detail().contains("not valid UTF-8"));
      }
    }
  }

  @Test
  void tellsATlsClientThatThisIsNoTlsPort() {
    byte[] hello = {0x16, 3, 1, 2, 0, 1, 0};
    assertTrue(
        refusal(decoder(), hello).detail().startsWith("this is the STOMP port, without TLS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a/path/that/is/longer/than/any/command/can/be HTTP/1.1\r\n",
        "POST /stomp HTTP/1.0\n",
        "OPTIONS * HTTP/1.1\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void tellsAnHttpClientThatThisIsNoHttpPort(String request) {
    assertTrue(refusal(request).detail().contains("an HTTP request"), refusal(request).detail());
    byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
    ProtocolException slow =
        assertThrows(ProtocolException.class, () -> DecodedFrames.inPieces(decoder(), bytes, 1));
    assertTrue(slow.detail().contains("an HTTP request"), slow.detail());
  }

  @Test
  void neverRepeatsInItsErrorsWhatTheClientSent() {
    assertFalse(refusal("SEND\nsecret\n\n\0").toString().contains("secret"));
    assertFalse(refusal("SEND\ncontent-length:secret\n\n\0").toString().contains("secret"));
  }

  @Test
  void theErrorListsTheEscapesOfTheVersion() {
    StompDecoder strict = new StompDecoder(FrameLimits.CONNECTED, true);
    strict.version(StompVersion.V1_1);
    byte[] wire = "SEND\ndestination:a\\rb\n\n\0".getBytes(StandardCharsets.UTF_8);
    assertTrue(refusal(strict, wire).detail().contains("escapes \\\\ \\c \\n of this"));
    byte[] odd = "SEND\ndestination:a\\tb\n\n\0".getBytes(StandardCharsets.UTF_8);
    assertTrue(refusal(decoder(), odd).detail().contains("\\c \\n \\r of this"));
  }
}
