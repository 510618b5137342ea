package io.github.stomprelay.stomp;

import io.github.stomprelay.testkit.FuzzInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;

/**
 * Fuzz target: any bytes are frames within the limits, or a ProtocolException; the same frames and
 * a refusal at the same frame however they are cut (of two reasons either may be named); and what
 * was decoded is encoded to something that decodes to one frame again.
 */
public final class StompDecoderFuzz {
  private static final FrameLimits LIMITS = new FrameLimits(2048, 16, 512, 1024);

  private StompDecoderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    StompVersion version = input.oneOf(List.of(StompVersion.values()));
    boolean strict = input.flag();
    int piece = 1 + input.choose(64);
    byte[] wire = input.rest();
    Decoded whole = decode(version, strict, wire, Math.max(1, wire.length));
    Decoded cut = decode(version, strict, wire, piece);
    require(whole.text().equals(cut.text()), whole.text() + " cut: " + cut.text());
    for (Frame frame : whole.frames().frames) {
      requireWithinLimits(frame);
      requireRoundTrip(version, strict, frame);
    }
  }

  private record Decoded(DecodedFrames frames, boolean refused) {
    String text() {
      return frames.describe() + (refused ? "refused" : "");
    }
  }

  private static Decoded decode(StompVersion version, boolean strict, byte[] wire, int size) {
    StompDecoder decoder = new StompDecoder(LIMITS, strict);
    decoder.version(version);
    DecodedFrames decoded = new DecodedFrames();
    try {
      for (int at = 0; at < wire.length; at += size) {
        decoded.feed(decoder, wire, at, Math.min(wire.length, at + size));
      }
      return new Decoded(decoded, false);
    } catch (ProtocolException e) {
      return new Decoded(decoded, true);
    }
  }

  private static void requireWithinLimits(Frame frame) {
    require(frame.headers().size() <= LIMITS.headers(), "too many headers: " + frame);
    require(frame.body().length <= LIMITS.bodyBytes(), "too large a body: " + frame);
  }

  private static void requireRoundTrip(StompVersion version, boolean strict, Frame frame) {
    if (frame.command() == Command.UNKNOWN) {
      return;
    }
    ByteBuf out =
        new StompEncoder(strict, true)
            .encode(version, frame)
            .toBuffer(UnpooledByteBufAllocator.DEFAULT);
    byte[] wire = new byte[out.readableBytes()];
    out.readBytes(wire).release();
    StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED, strict);
    decoder.version(version);
    try {
      DecodedFrames again = DecodedFrames.of(decoder, wire);
      require(again.frames.size() == 1, "one frame became " + again.frames.size() + ": " + frame);
      require(
          again.frames.get(0).headers().size() <= frame.headers().size() + 1,
          "a header was added to " + frame);
    } catch (ProtocolException e) {
      throw new AssertionError("what was decoded cannot be sent: " + frame, e);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
