package io.github.stomprelay.transport.http;

import io.netty.buffer.ByteBuf;

/**
 * The header of a whole, unmasked WebSocket frame (RFC 6455, 5.2), for frames that go past the
 * pipeline's encoder: one buffer then holds many of them.
 */
public final class WebSocketHeader {
  /** The most it takes. */
  public static final int MOST_BYTES = 10;

  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;
  private static final int TWO_BYTES_FOLLOW = 126;
  private static final int EIGHT_BYTES_FOLLOW = 127;

  private WebSocketHeader() {}

  /** Writes the header of a payload of so many bytes. */
  public static void write(ByteBuf out, boolean text, int bytes) {
    out.writeByte(text ? FINAL_TEXT : FINAL_BINARY);
    if (bytes < TWO_BYTES_FOLLOW) {
      out.writeByte(bytes);
    } else if (bytes <= 0xffff) {
      out.writeByte(TWO_BYTES_FOLLOW).writeShort(bytes);
    } else {
      out.writeByte(EIGHT_BYTES_FOLLOW).writeLong(bytes);
    }
  }
}
