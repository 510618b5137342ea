package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;

/**
 * Cuts lines out of buffers. A line that lies in one heap buffer is parsed where it lies; any other
 * is gathered here first. Every octet is looked at once, in however many pieces it comes.
 */
final class LineReader {
  enum Result {
    COMPLETE,
    MORE,
    TOO_LONG,
    NUL
  }

  private static final byte[] NOTHING = new byte[0];
  private static final int FIRST = 256;

  private byte[] gathered = NOTHING;
  private int length;

  private byte[] bytes = NOTHING;
  private int start;
  private int end;
  private int consumed;

  /**
   * Reads to the end of the line or of the buffer.
   *
   * @param limit what the line may measure, without its LF or CRLF; nothing beyond is kept
   */
  Result read(ByteBuf in, int limit) {
    int from = in.readerIndex();
    int lineFeed = in.indexOf(from, in.writerIndex(), (byte) '\n');
    int piece = (lineFeed < 0 ? in.writerIndex() : lineFeed) - from;
    if ((long) length + piece > limit + 1L) {
      return keepHead(in, piece);
    }
    if (lineFeed < 0) {
      boolean nul = in.indexOf(from, in.writerIndex(), (byte) 0) >= 0;
      gather(in, piece);
      point(gathered, 0, length);
      return nul ? Result.NUL : Result.MORE;
    }
    if (length == 0 && in.hasArray()) {
      point(in.array(), in.arrayOffset() + from, piece);
      in.skipBytes(piece);
    } else {
      gather(in, piece);
      point(gathered, 0, length);
    }
    in.skipBytes(1);
    return finish(limit);
  }

  private Result finish(int limit) {
    consumed = end - start + 1;
    length = 0;
    if (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    return end - start > limit ? Result.TOO_LONG : Result.COMPLETE;
  }

  /** So that the start of a line too long can still be looked at. */
  private Result keepHead(ByteBuf in, int piece) {
    gather(in, Math.min(piece, 16));
    point(gathered, 0, length);
    return Result.TOO_LONG;
  }

  private void gather(ByteBuf in, int piece) {
    int needed = length + piece;
    if (needed > gathered.length) {
      byte[] wider = new byte[Math.max(needed, Math.max(FIRST, 2 * gathered.length))];
      System.arraycopy(gathered, 0, wider, 0, length);
      gathered = wider;
    }
    in.readBytes(gathered, length, piece);
    length = needed;
  }

  private void point(byte[] at, int from, int size) {
    bytes = at;
    start = from;
    end = from + size;
  }

  /** The array that holds the line just read; read only, until the next read. */
  byte[] bytes() {
    return bytes;
  }

  /** Returns where the line begins. */
  int start() {
    return start;
  }

  /** Returns where it ends, without LF or CRLF. */
  int end() {
    return end;
  }

  /** Returns what the complete line measured on the wire, end of line included. */
  int consumed() {
    return consumed;
  }

  /** Returns what is gathered of a line whose end has not come. */
  int kept() {
    return length;
  }

  /** Lets go of all memory: an idle client should cost none. */
  void release() {
    gathered = NOTHING;
    bytes = NOTHING;
    length = 0;
  }
}
