package io.github.stomprelay.transport.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;

/** A request whose body is still coming in. */
final class PendingRequest {
  private final RequestHead head;
  private final int limit;
  private final boolean keepAlive;
  private byte[] body = new byte[0];
  private int length;
  private boolean toldToGoOn;

  /**
   * @param expectsToBeTold whether the body comes only when the client is told to go on
   */
  PendingRequest(RequestHead head, int limit, boolean keepAlive, boolean expectsToBeTold) {
    this.head = head;
    this.limit = limit;
    this.keepAlive = keepAlive;
    this.toldToGoOn = !expectsToBeTold;
  }

  RequestHead head() {
    return head;
  }

  boolean keepAlive() {
    return keepAlive;
  }

  byte[] body() {
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  /** Returns what has come of the body. */
  int length() {
    return length;
  }

  /** Returns whether the client is to be told now to send the body: once. */
  boolean tellToGoOn() {
    boolean tell = !toldToGoOn;
    toldToGoOn = true;
    return tell;
  }

  /** Adds bytes, or tells by false that they are too many. */
  boolean add(ByteBuf bytes) {
    int more = bytes.readableBytes();
    if (more > limit - length) {
      return false;
    }
    if (more > 0) {
      if (length == 0) {
        body = ByteBufUtil.getBytes(bytes);
      } else {
        if (length + more > body.length) {
          body = Arrays.copyOf(body, Math.min(limit, Math.max(2 * body.length, length + more)));
        }
        bytes.getBytes(bytes.readerIndex(), body, length, more);
      }
      length += more;
    }
    return true;
  }
}
