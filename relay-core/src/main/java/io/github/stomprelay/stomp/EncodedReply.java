package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A frame made for one receiver. */
final class EncodedReply implements EncodedFrame {
  private final OctetWriter head;
  private final byte[] body;

  /**
   * @param head everything up to the blank line
   */
  EncodedReply(OctetWriter head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  @Override
  public int length() {
    return head.length() + body.length + EncodedMessage.END.length;
  }

  @Override
  public boolean isText() {
    return Utf8.isValid(body, 0, body.length);
  }

  @Override
  public void writeTo(ByteBuf out) {
    head.writeTo(out);
    out.writeBytes(body).writeBytes(EncodedMessage.END);
  }

  @Override
  public ByteBuf toBuffer(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(length());
    writeTo(out);
    return out;
  }
}
