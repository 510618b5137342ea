package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Gathers a body into the array that the frame keeps: in one copy where the body is small or lies
 * in one buffer. Memory follows the octets that are there, never the length a client announced.
 */
final class BodyReader {
  private static final byte[] NOTHING = new byte[0];

  /** What is reserved ahead of the octets' arrival. */
  private static final int STEP = 8192;

  private byte[] bytes = NOTHING;
  private int length;

  int length() {
    return length;
  }

  /**
   * Takes octets of the buffer.
   *
   * @param ceiling what the whole body will measure at most
   */
  void read(ByteBuf in, int count, int ceiling) {
    int needed = length + count;
    if (needed > bytes.length) {
      long wanted = Math.max(Math.max(needed, STEP), 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, ceiling));
    }
    in.readBytes(bytes, length, count);
    length = needed;
  }

  /** The body; this reader is empty again. */
  byte[] finish() {
    byte[] body = bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    release();
    return body;
  }

  void release() {
    bytes = NOTHING;
    length = 0;
  }
}
