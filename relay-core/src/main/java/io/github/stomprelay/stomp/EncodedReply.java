package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A frame made for one receiver. */
final class EncodedReply implements EncodedFrame {
  private final OctetWriter head;
  private final byte[] body;
  private final byte[] end;

  /**
   * @param head everything up to the blank line
   * @param end the NUL and what follows it
   */
  EncodedReply(OctetWriter head, byte[] body, byte[] end) {
    this.head = head;
    this.body = body;
    this.end = end;
  }

  @Override
  public int length() {
    return head.length() + body.length + end.length;
  }

  @Override
  public boolean isText() {
    return Utf8.isValid(body, 0, body.length);
  }

  @Override
  public void writeTo(ByteBuf out) {
    head.writeTo(out);
    out.writeBytes(body).writeBytes(end);
  }

  @Override
  public ByteBuf toBuffer(ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(length());
    writeTo(out);
    return out;
  }
}
