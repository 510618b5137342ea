package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StompEncoderTest {
  private static final StompEncoder LIKE_RABBITMQ = new StompEncoder();
  private static final StompEncoder WITHOUT_LF = new StompEncoder(false, false);
  private static final StompEncoder STRICT = new StompEncoder(true, true);

  private static String wire(StompEncoder encoder, StompVersion version, Frame frame) {
    ByteBuf out = encoder.encode(version, frame).toBuffer(UnpooledByteBufAllocator.DEFAULT);
    try {
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      out.release();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesConnectedAsRabbitMqDoesEscapesIncluded(StompVersion version) {
    Headers headers = Headers.of("server", "relay:1", "heart-beat", "0,0", "version", "1.2");
    assertEquals(
        "CONNECTED\nserver:relay\\c1\nheart-beat:0,0\nversion:1.2\n\n\0\n",
        wire(LIKE_RABBITMQ, version, Frame.of(Command.CONNECTED, headers)));
  }

  @ParameterizedTest
  @EnumSource
  void leavesTheLastLineFeedOutWhereTold(StompVersion version) {
    assertEquals(
        "RECEIPT\n\n\0", wire(WITHOUT_LF, version, Frame.of(Command.RECEIPT, Headers.EMPTY)));
    for (int length : new int[] {1, 100_000}) {
      MessageTemplate message =
          new MessageTemplate(
              "/queue/a",
              false,
              Headers.EMPTY,
              "x".repeat(length).getBytes(StandardCharsets.UTF_8));
      ByteBuf out =
          WITHOUT_LF
              .encode(version, message, null, "m", null)
              .toBuffer(UnpooledByteBufAllocator.DEFAULT);
      assertEquals(0, out.getByte(out.writerIndex() - 1));
      out.release();
    }
  }

  @ParameterizedTest
  @EnumSource
  void writesNoEscapesInAStrictConnected(StompVersion version) {
    Headers headers = Headers.of("server", "relay:1\\2\r\n3");
    assertEquals(
        "CONNECTED\nserver:relay:1\\2  3\n\n\0\n",
        wire(STRICT, version, Frame.of(Command.CONNECTED, headers)));
  }

  @Test
  void writesAReceipt() {
    Frame receipt = Frame.of(Command.RECEIPT, Headers.of("receipt-id", ""));
    assertEquals("RECEIPT\nreceipt-id:\n\n\0\n", wire(LIKE_RABBITMQ, StompVersion.V1_2, receipt));
  }

  @Test
  void writesContentLengthLastInBytesAndDropsAnotherOne() {
    Headers headers =
        Headers.of(
            "content-length", "9", "message", "no", "content-type", "text/plain", "version", "1.0");
    assertEquals(
        "ERROR\nmessage:no\ncontent-type:text/plain\nversion:1.0\ncontent-length:7\n\nnö €\0\n",
        wire(LIKE_RABBITMQ, StompVersion.V1_2, Frame.of(Command.ERROR, headers, "nö €")));
  }

  @ParameterizedTest
  @EnumSource
  void escapesNamesAndValuesInEveryVersionAsRabbitMqDoes(StompVersion version) {
    Frame frame = Frame.of(Command.MESSAGE, Headers.of("a:\n\r\\b", "c:\n\r\\d"));
    assertEquals(
        "MESSAGE\na\\c\\n\\r\\\\b:c\\c\\n\\r\\\\d\n\n\0\n", wire(LIKE_RABBITMQ, version, frame));
  }

  @Test
  void escapesByTheLetterWhenStrict() {
    Headers headers = Headers.of("a:b", "left out in 1.0", "c", "d:\n\r\\e");
    Frame frame = Frame.of(Command.MESSAGE, headers);
    assertEquals("MESSAGE\nc:d:  \\e\n\n\0\n", wire(STRICT, StompVersion.V1_0, frame));
    assertEquals(
        "MESSAGE\na\\cb:left out in 1.0\nc:d\\c\\n \\\\e\n\n\0\n",
        wire(STRICT, StompVersion.V1_1, frame));
    assertEquals(
        "MESSAGE\na\\cb:left out in 1.0\nc:d\\c\\n\\r\\\\e\n\n\0\n",
        wire(STRICT, StompVersion.V1_2, frame));
  }

  @ParameterizedTest
  @EnumSource
  void neverWritesANulOrHalfASurrogatePairInAHeader(StompVersion version) {
    Headers headers =
        Headers.of("a\0b", "c\0d", "e", "\ud83d", "f", "\ude00\ud83d", "g", "\ud83dx");
    String expected = "ERROR\na\ufffdb:c\ufffdd\ne:\ufffd\nf:\ufffd\ufffd\ng:\ufffdx\n\n\0\n";
    assertEquals(expected, wire(LIKE_RABBITMQ, version, Frame.of(Command.ERROR, headers)));
    assertEquals(expected, wire(STRICT, version, Frame.of(Command.ERROR, headers)));
  }

  @Test
  void writesUtf8OfEveryLength() {
    Frame frame = Frame.of(Command.MESSAGE, Headers.of("a\t\u007f", "é߿ࠀ\uffff😀\udbff\udfff."));
    assertEquals(
        "MESSAGE\na\t\u007f:é߿ࠀ\uffff😀\udbff\udfff.\n\n\0\n",
        wire(LIKE_RABBITMQ, StompVersion.V1_2, frame));
  }

  @Test
  void writesWordsItDoesNotKnowWithoutBreakingTheFrame() {
    Frame frame = Frame.received("SE\nND\0", Headers.EMPTY, new byte[0]);
    assertEquals("SE ND\ufffd\n\n\0\n", wire(LIKE_RABBITMQ, StompVersion.V1_2, frame));
  }

  @Test
  void givesAHeartBeatOfOneLineFeedThatSurvivesItsRelease() {
    for (int i = 0; i < 3; i++) {
      ByteBuf beat = StompEncoder.heartBeat().toBuffer(UnpooledByteBufAllocator.DEFAULT);
      assertEquals("\n", beat.toString(StandardCharsets.US_ASCII));
      beat.release();
    }
  }
}
