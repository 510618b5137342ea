package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * A frame as octets, not yet where it is sent from: the transport knows its length before it makes
 * room for it. Of one thread, and to be written before the next frame is encoded: MESSAGEs made of
 * one {@link MessageTemplate} share their memory.
 */
public interface EncodedFrame {
  /** The octets of all of it. */
  int length();

  /** Returns whether all of it is valid UTF-8. */
  boolean isText();

  /** Appends a copy to a buffer. */
  void writeTo(ByteBuf out);

  /** As a buffer of its own, which the caller releases; a large body is not copied. */
  ByteBuf toBuffer(ByteBufAllocator allocator);
}
