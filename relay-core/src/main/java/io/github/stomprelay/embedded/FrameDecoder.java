package io.github.stomprelay.embedded;

import com.rabbitmq.client.impl.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Bytes to {@link ProtocolHeader} and {@link Frame}s (AMQP 0-9-1, section 4.2). A client of another
 * protocol version is told ours and disconnected.
 */
final class FrameDecoder extends ByteToMessageDecoder {

  /** Says that the client opened the connection with our protocol's header. */
  enum ProtocolHeader {
    AMQP_0_9_1
  }

  /** What the client may send before it has logged in. */
  static final int FRAME_MAX_BEFORE_LOGIN = 8192;

  private static final byte[] HEADER = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
  private static final int FRAME_HEADER_BYTES = 7;
  private static final int FRAME_OVERHEAD_BYTES = 8;
  private static final int FRAME_END = 0xCE;

  private int frameMax = FRAME_MAX_BEFORE_LOGIN;
  private boolean greeted;
  private boolean failed;

  /** Largest frame from now on, its header and end included. */
  void frameMax(int bytes) {
    frameMax = bytes;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws AmqpError {
    if (failed) {
      in.skipBytes(in.readableBytes());
    } else if (!greeted) {
      greet(context, in, out);
    } else if (in.readableBytes() >= FRAME_HEADER_BYTES) {
      frame(in, out);
    }
  }

  private void greet(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HEADER.length) {
      return;
    }
    byte[] received = new byte[HEADER.length];
    in.readBytes(received);
    greeted = java.util.Arrays.equals(received, HEADER);
    failed = !greeted;
    if (greeted) {
      out.add(ProtocolHeader.AMQP_0_9_1);
    } else {
      context
          .writeAndFlush(Unpooled.wrappedBuffer(HEADER))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void frame(ByteBuf in, List<Object> out) throws AmqpError {
    int start = in.readerIndex();
    long size = in.getUnsignedInt(start + 3);
    if (size + FRAME_OVERHEAD_BYTES > frameMax) {
      throw bad("frame of " + (size + FRAME_OVERHEAD_BYTES) + " bytes, the maximum is " + frameMax);
    }
    if (in.readableBytes() < size + FRAME_OVERHEAD_BYTES) {
      return;
    }
    byte[] payload = new byte[(int) size];
    int type = in.readUnsignedByte();
    int channel = in.readUnsignedShort();
    in.skipBytes(4).readBytes(payload);
    if (in.readUnsignedByte() != FRAME_END) {
      throw bad("frame without its end octet");
    }
    out.add(new Frame(type, channel, payload));
  }

  // where frames begin is not known any more: what follows is not read
  private AmqpError bad(String what) {
    failed = true;
    return AmqpError.ofConnection(ReplyCode.FRAME_ERROR, what);
  }
}
