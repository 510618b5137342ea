package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a decoder said, for tests; and the ways to feed one. */
final class DecodedFrames implements StompDecoder.Sink {
  final List<Frame> frames = new ArrayList<>();
  int heartBeats;

  @Override
  public void onFrame(Frame frame) {
    frames.add(frame);
  }

  @Override
  public void onHeartBeat() {
    heartBeats++;
  }

  /** Everything at once, from a heap buffer. */
  static DecodedFrames of(StompDecoder decoder, byte[] bytes) throws ProtocolException {
    return inPieces(decoder, bytes, Math.max(1, bytes.length));
  }

  static DecodedFrames of(StompDecoder decoder, String wire) throws ProtocolException {
    return of(decoder, wire.getBytes(StandardCharsets.UTF_8));
  }

  /** In pieces of so many bytes, each released as soon as it was decoded. */
  static DecodedFrames inPieces(StompDecoder decoder, byte[] bytes, int size)
      throws ProtocolException {
    DecodedFrames decoded = new DecodedFrames();
    for (int at = 0; at < bytes.length; at += size) {
      decoded.feed(decoder, bytes, at, Math.min(bytes.length, at + size));
    }
    return decoded;
  }

  /** Feeds a part, heap and direct buffers in turn, and wipes it: nothing may look back at it. */
  void feed(StompDecoder decoder, byte[] bytes, int from, int to) throws ProtocolException {
    boolean heap = (from & 1) == 0;
    ByteBuf piece = heap ? Unpooled.buffer(to - from + 3) : Unpooled.directBuffer(to - from + 3);
    try {
      piece.writeZero(3).skipBytes(3).writeBytes(bytes, from, to - from);
      decoder.decode(piece, this);
      if (piece.isReadable()) {
        throw new AssertionError("decode() left " + piece.readableBytes() + " bytes");
      }
      piece.setZero(0, piece.capacity());
    } finally {
      piece.release();
    }
  }

  /** All there is to know of the frames, for comparison. */
  String describe() {
    StringBuilder text = new StringBuilder().append(heartBeats).append(" heart-beats\n");
    for (Frame frame : frames) {
      text.append(describe(frame));
    }
    return text.toString();
  }

  static String describe(Frame frame) {
    String body = new String(frame.body(), StandardCharsets.ISO_8859_1);
    return frame.word() + " " + frame.headers().entries() + " <" + body + ">\n";
  }
}
