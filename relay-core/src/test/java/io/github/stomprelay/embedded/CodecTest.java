package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BasicProperties;
import com.rabbitmq.client.impl.AMQCommand;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Pins what this package expects of the client library's codec classes, which are internal to that
 * library.
 */
class CodecTest {

  private static final byte[] HEADER = "AMQP\0\0\u0009\u0001".getBytes(StandardCharsets.US_ASCII);

  private final EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder());
  private final CommandWriter writer = new CommandWriter(UnpooledByteBufAllocator.DEFAULT);

  @Test
  void aMethodSurvivesTheWayOutAndIn() throws Exception {
    var declare =
        new AMQImpl.Queue.Declare(
            0, "q", false, true, false, true, false, Map.of("x-max-length", 5));
    AMQCommand got = roundTrip(writer.method(7, declare), 1);
    AMQImpl.Queue.Declare read = (AMQImpl.Queue.Declare) got.getMethod();
    assertEquals(declare.toString(), read.toString());
    assertEquals(declare.getArguments(), read.getArguments());
    assertEquals(50, read.protocolClassId());
    assertEquals(10, read.protocolMethodId());
  }

  @Test
  void contentSurvivesInPiecesOfTheFrameSize() throws Exception {
    var properties =
        new AMQP.BasicProperties.Builder()
            .contentType("text/plain")
            .headers(Map.of("a", 1))
            .build();
    byte[] body = new byte[20_000];
    new Random(1).nextBytes(body);
    var publish = new AMQImpl.Basic.Publish(0, "x", "key", true, false);
    AMQCommand got = roundTrip(writer.content(7, publish, properties, body), 5);
    assertArrayEquals(body, got.getContentBody());
    BasicProperties read = (BasicProperties) got.getContentHeader();
    assertEquals("text/plain", read.getContentType());
    assertEquals(Map.of("a", 1), read.getHeaders());
    // a header that was read can be written again: deliveries depend on it
    AMQCommand again = roundTrip(writer.content(7, publish, got.getContentHeader(), body), 5);
    assertEquals(properties.toString(), again.getContentHeader().toString());
  }

  @Test
  void anEmptyBodyHasNoBodyFrame() throws Exception {
    var properties = new AMQP.BasicProperties.Builder().build();
    var publish = new AMQImpl.Basic.Publish(0, "", "q", false, false);
    assertEquals(
        0,
        roundTrip(writer.content(7, publish, properties, new byte[0]), 2).getContentBody().length);
  }

  @Test
  void aHeartbeatIsEightBytes() {
    ByteBuf heartbeat = writer.heartbeat();
    assertEquals(8, heartbeat.readableBytes());
    channel.writeInbound(Unpooled.wrappedBuffer(HEADER), heartbeat);
    channel.readInbound();
    Frame frame = channel.readInbound();
    assertEquals(AMQP.FRAME_HEARTBEAT, frame.getType());
  }

  @Test
  void malformedFramesAreErrorsOfTheConnection() {
    assertEquals(ReplyCode.NOT_IMPLEMENTED, codeOf(AMQP.FRAME_METHOD, 0, 99, 0, 99));
    assertEquals(ReplyCode.SYNTAX_ERROR, codeOf(AMQP.FRAME_METHOD, 0, 50));
    assertEquals(ReplyCode.SYNTAX_ERROR, codeOf(AMQP.FRAME_METHOD, 0, 50, 0, 10, 0, 0, 9, 'q'));
    assertEquals(ReplyCode.UNEXPECTED_FRAME, codeOf(AMQP.FRAME_BODY, 1, 2, 3));
    assertEquals(ReplyCode.UNEXPECTED_FRAME, codeOf(AMQP.FRAME_HEADER, 1, 2, 3));
    assertEquals(ReplyCode.UNEXPECTED_FRAME, codeOf(77));
  }

  @Test
  void tooLargeAFrameAndOneWithoutEndAreRefusedAndNothingAfterThemIsRead() {
    channel.writeInbound(Unpooled.wrappedBuffer(HEADER));
    channel.readInbound();
    ByteBuf large = Unpooled.buffer().writeByte(1).writeShort(0).writeInt(8185);
    assertError(large);
    channel.writeInbound(writer.heartbeat());
    assertTrue(channel.inboundMessages().isEmpty());
  }

  @Test
  void aFrameWithoutItsEndOctetIsRefused() {
    channel.writeInbound(Unpooled.wrappedBuffer(HEADER));
    assertError(Unpooled.wrappedBuffer(new byte[] {8, 0, 0, 0, 0, 0, 0, 1}));
  }

  private void assertError(ByteBuf bytes) {
    Throwable failure = assertThrows(DecoderException.class, () -> channel.writeInbound(bytes));
    AmqpError error = assertInstanceOf(AmqpError.class, failure.getCause());
    assertEquals(ReplyCode.FRAME_ERROR, error.code());
  }

  private static ReplyCode codeOf(int type, int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    AMQCommand command = new AMQCommand();
    AmqpError error =
        assertThrows(AmqpError.class, () -> Channels.decode(command, new Frame(type, 1, bytes)));
    assertTrue(error.isOfConnection());
    return error.code();
  }

  /**
   * Writes the bytes one by one and puts the frames together; all but the last leave the command
   * incomplete.
   */
  private AMQCommand roundTrip(ByteBuf bytes, int frames) throws Exception {
    EmbeddedChannel fresh = new EmbeddedChannel(new FrameDecoder());
    fresh.writeInbound(Unpooled.wrappedBuffer(HEADER));
    assertEquals(FrameDecoder.ProtocolHeader.AMQP_0_9_1, fresh.readInbound());
    while (bytes.isReadable()) {
      fresh.writeInbound(Unpooled.buffer(1).writeByte(bytes.readByte()));
    }
    bytes.release();
    AMQCommand command = new AMQCommand();
    for (int i = 1; i < frames; i++) {
      assertFalse(Channels.decode(command, fresh.readInbound()));
    }
    Frame last = fresh.readInbound();
    assertEquals(7, last.getChannel());
    assertTrue(Channels.decode(command, last));
    return command;
  }
}
