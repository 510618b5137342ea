package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a frame may measure, and what it may say of that (security.md T8, T9). */
class StompDecoderLimitsTest {
  private static final FrameLimits SMALL = new FrameLimits(100, 3, 20, 50);

  /** The refusal, the same whether the bytes come at once or one by one. */
  private static ProtocolException refusal(FrameLimits limits, String wire) {
    byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
    ProtocolException whole =
        assertThrows(
            ProtocolException.class, () -> DecodedFrames.of(new StompDecoder(limits), bytes));
    ProtocolException slow =
        assertThrows(
            ProtocolException.class,
            () -> DecodedFrames.inPieces(new StompDecoder(limits), bytes, 1));
    assertEquals(whole.detail(), slow.detail());
    return whole;
  }

  private static void accepted(FrameLimits limits, String wire) throws ProtocolException {
    byte[] bytes = wire.getBytes(StandardCharsets.UTF_8);
    assertEquals(1, DecodedFrames.of(new StompDecoder(limits), bytes).frames.size());
    assertEquals(1, DecodedFrames.inPieces(new StompDecoder(limits), bytes, 1).frames.size());
  }

  @Test
  void limitsTheHeaderLineWithoutItsEnd() throws ProtocolException {
    accepted(SMALL, "SEND\nname:" + "v".repeat(15) + "\n\n\0");
    accepted(SMALL, "SEND\r\nname:" + "v".repeat(15) + "\r\n\r\n\0");
    ProtocolException refusal = refusal(SMALL, "SEND\nname:" + "v".repeat(16) + "\n\n\0");
    assertEquals("Frame too large", refusal.summary());
    assertEquals("header line is longer than 20 bytes (limits.header-bytes)", refusal.detail());
    assertTrue(refusal.tooLarge());
  }

  @Test
  void limitsTheNumberOfHeadersRepeatedOnesIncluded() throws ProtocolException {
    accepted(SMALL, "SEND\na:1\na:2\na:3\n\n\0");
    ProtocolException refusal = refusal(SMALL, "SEND\na:1\na:2\na:3\na:4\n\n\0");
    assertEquals("frame has more than 3 headers (limits.headers)", refusal.detail());
    assertTrue(refusal.tooLarge());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "content-length:50\n"})
  void limitsTheBody(String length) throws ProtocolException {
    accepted(SMALL, "SEND\n" + length + "\n" + "b".repeat(50) + "\0");
    String longer = length.replace("50", "51");
    ProtocolException refusal = refusal(SMALL, "SEND\n" + longer + "\n" + "b".repeat(51) + "\0");
    assertEquals("body is larger than 50 bytes (limits.body-bytes)", refusal.detail());
    assertTrue(refusal.tooLarge());
  }

  @Test
  void limitsTheWholeFrameFromCommandToNul() throws ProtocolException {
    FrameLimits limits = new FrameLimits(69, 3, 60, 60);
    accepted(limits, "\n\n\nSEND\ncontent-length:44\n\n" + "b".repeat(44) + "\0\n\n");
    ProtocolException refusal = refusal(limits, "SEND\ncontent-length:45\n\n");
    assertEquals("frame is larger than 69 bytes (limits.frame-bytes)", refusal.detail());
    assertTrue(refusal.tooLarge());
  }

  @Test
  void limitsTheWholeFrameWithinItsHeadersAndItsOpenBody() throws ProtocolException {
    FrameLimits limits = new FrameLimits(30, 100, 100, 100);
    accepted(limits, "SEND\n\n" + "b".repeat(23) + "\0");
    String text = "frame is larger than 30 bytes (limits.frame-bytes)";
    assertEquals(text, refusal(limits, "SEND\n\n" + "b".repeat(24) + "\0").detail());
    assertEquals(text, refusal(limits, "SEND\na:" + "v".repeat(90)).detail());
    assertEquals(text, refusal(limits, "SEND\n" + "a:b\n".repeat(7)).detail());
  }

  @Test
  void refusesFloodsOfHeadersEarly() {
    String many = "SEND\n" + "a:b\n".repeat(1_000_000);
    assertTrue(refusal(FrameLimits.CONNECTED, many).tooLarge());
    assertTrue(refusal(FrameLimits.CONNECTING, "SEND\na:" + "x".repeat(1 << 20)).tooLarge());
  }

  @Test
  void keepsTheFirstOfManyRepeatedHeaders() throws ProtocolException {
    StringBuilder wire = new StringBuilder("SEND\n");
    for (int i = 0; i < 5_000; i++) {
      wire.append('h').append(i % 1000).append(':').append(i).append('\n');
    }
    FrameLimits limits = new FrameLimits(1 << 20, 10_000, 100, 100);
    DecodedFrames decoded = DecodedFrames.of(new StompDecoder(limits), wire.append("\n\0") + "");
    Headers headers = decoded.frames.get(0).headers();
    assertEquals(1000, headers.size());
    assertEquals("999", headers.get("h999"));
  }

  @Test
  void neverAllocatesByDeclaredLength() throws ProtocolException {
    FrameLimits limits = new FrameLimits(1 << 30, 10, 100, 1 << 30);
    String head = "SEND\ncontent-length:" + (1 << 29) + "\n\n";
    StompDecoder[] decoders = new StompDecoder[64];
    for (int i = 0; i < decoders.length; i++) { // together 32 GiB announced
      decoders[i] = new StompDecoder(limits);
      DecodedFrames.of(decoders[i], head + "some bytes");
    }
    for (StompDecoder decoder : decoders) {
      assertEquals(0, DecodedFrames.of(decoder, "more").frames.size());
    }
  }

  @Test
  void takesLargeBodiesInPieces() throws ProtocolException {
    byte[] head = "SEND\ncontent-length:4000000\n\n".getBytes(StandardCharsets.UTF_8);
    byte[] wire = Arrays.copyOf(head, head.length + 4_000_001);
    Arrays.fill(wire, head.length, wire.length - 1, (byte) 7);
    StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED);
    byte[] body = DecodedFrames.inPieces(decoder, wire, 1460).frames.get(0).body();
    assertEquals(4_000_000, body.length);
    assertEquals(7, body[3_999_999]);
  }

  @ParameterizedTest
  @CsvSource({
    "0",
    "1",
    "3",
    "00003",
    "' 3'",
    "'3 '",
    "'   3   '",
    "0000000000000000000000000000000003",
    "10"
  })
  void acceptsContentLength(String value) throws ProtocolException {
    String body = "x".repeat(Integer.parseInt(value.strip()));
    String wire = "SEND\ncontent-length:" + value + "\ncontent-length:77\n\n" + body + "\0";
    accepted(FrameLimits.CONNECTED, wire);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "abc",
        "3a",
        "a3",
        "+3",
        "-0",
        "-1",
        "-3",
        "--3",
        "- 3",
        "3 3",
        "3,3",
        "3;3",
        "3.0",
        "3e0",
        "0x3",
        "3L",
        "\t3",
        "3\t",
        "３",
        "٣",
        "NaN",
        "Infinity",
        "null",
        "true",
        "3\\n",
        "\\c3",
        "3\\r",
        "-9223372036854775808",
        "-2147483648",
        "1_000",
        "'3'",
        "½"
      })
  void refusesContentLengthThatIsNoNumber(String value) {
    String wire = "SEND\ncontent-length:" + value + "\n\nabc\0";
    ProtocolException refusal = refusal(FrameLimits.CONNECTED, wire);
    assertEquals("content-length is not a number of bytes, 0 or more", refusal.detail());
    assertFalse(refusal.tooLarge());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4194305",
        "2147483646",
        "2147483647",
        "2147483648",
        "4294967295",
        "4294967296",
        "4294967299",
        "9223372036854775807",
        "9223372036854775808",
        "18446744073709551619",
        "99999999999999999999999999999999999999999999"
      })
  void refusesContentLengthBeyondTheLimitBeforeTheBodyArrives(String value) {
    String head = "SEND\ncontent-length:" + value + "\n\n";
    ProtocolException refusal = refusal(FrameLimits.CONNECTED, head);
    assertEquals("body is larger than 4194304 bytes (limits.body-bytes)", refusal.detail());
    assertTrue(refusal.tooLarge());
  }
}
