package io.github.stomprelay.embedded;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.Method;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Methods and messages to frames, each command in one buffer. */
final class CommandWriter {

  private static final int FRAME_OVERHEAD_BYTES = 8;

  private final ByteBufAllocator allocator;
  private int frameMax = FrameDecoder.FRAME_MAX_BEFORE_LOGIN;

  CommandWriter(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Largest frame from now on, its header and end included. */
  void frameMax(int bytes) {
    frameMax = bytes;
  }

  ByteBuf heartbeat() {
    ByteBuf out = allocator.buffer(FRAME_OVERHEAD_BYTES);
    return out.writeByte(AMQP.FRAME_HEARTBEAT).writeShort(0).writeInt(0).writeByte(AMQP.FRAME_END);
  }

  ByteBuf method(int channel, Method method) {
    try {
      return write(method.toFrame(channel));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode " + method.protocolMethodName(), e);
    }
  }

  /** Method, content header and body frames. */
  ByteBuf content(int channel, Method method, AMQContentHeader header, byte[] body) {
    try {
      return write(method.toFrame(channel), header.toFrame(channel, body.length), channel, body);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot encode " + method.protocolMethodName(), e);
    }
  }

  private ByteBuf write(Frame frame) {
    ByteBuf out = allocator.buffer(frame.size() + FRAME_OVERHEAD_BYTES);
    append(out, frame);
    return out;
  }

  private ByteBuf write(Frame method, Frame header, int channel, byte[] body) {
    int piece = frameMax - FRAME_OVERHEAD_BYTES;
    int frames = 2 + (body.length + piece - 1) / piece;
    ByteBuf out =
        allocator.buffer(
            method.size() + header.size() + body.length + frames * FRAME_OVERHEAD_BYTES);
    append(out, method);
    append(out, header);
    for (int from = 0; from < body.length; from += piece) {
      int length = Math.min(piece, body.length - from);
      out.writeByte(AMQP.FRAME_BODY).writeShort(channel).writeInt(length);
      out.writeBytes(body, from, length).writeByte(AMQP.FRAME_END);
    }
    return out;
  }

  private static void append(ByteBuf out, Frame frame) {
    try (DataOutputStream stream = new DataOutputStream(new ByteBufOutputStream(out))) {
      frame.writeTo(stream);
    } catch (IOException | RuntimeException e) {
      out.release();
      throw new IllegalStateException("Cannot encode a frame", e);
    }
  }
}
