package io.github.stomprelay.amqp;

import java.nio.ByteBuffer;

/** The first two frames of a delivery: all that is known of it before its body is read. */
final class DeliverFrames {
  private static final int BASIC_DELIVER = 60 << 16 | 60;

  /** Of a method frame: class, method, and the length of the consumer tag that follows. */
  private static final int TAG = 2 + 2;

  private static final int DELIVERY_TAG = 8;

  /** Of a header frame, after class and weight. */
  private static final int BODY_SIZE = 2 + 2;

  private DeliverFrames() {}

  static boolean isDeliver(byte[] method) {
    return method.length > TAG && ByteBuffer.wrap(method).getInt() == BASIC_DELIVER;
  }

  static boolean isRedelivered(byte[] deliver) {
    int length = deliver[TAG] & 0xff;
    int bits = TAG + 1 + length + DELIVERY_TAG;
    return bits < deliver.length && (deliver[bits] & 1) != 0;
  }

  static long bodySize(byte[] header) {
    return ByteBuffer.wrap(header).getLong(BODY_SIZE);
  }

  /** The same header of an empty body. */
  static byte[] withoutBody(byte[] header) {
    byte[] empty = header.clone();
    ByteBuffer.wrap(empty).putLong(BODY_SIZE, 0);
    return empty;
  }
}
