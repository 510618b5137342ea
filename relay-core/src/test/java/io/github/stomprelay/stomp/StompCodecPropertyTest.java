package io.github.stomprelay.stomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Properties of decoder and encoder together, with random frames (security.md T10, T12). A failure
 * names its seed; {@code -Dstomp.seed=} repeats it, {@code -Dstomp.fuzz.seconds=} looks for longer
 * (default 2).
 */
class StompCodecPropertyTest {
  private static final ByteBufAllocator BUFFERS = new UnpooledByteBufAllocator(false);
  private static final long SEED = Long.getLong("stomp.seed", System.nanoTime());
  private static final int ROUNDS = 1500;

  private static byte[] encode(StompEncoder encoder, StompVersion version, Frame frame) {
    return bytes(encoder.encode(version, frame).toBuffer(BUFFERS));
  }

  private static byte[] bytes(ByteBuf out) {
    byte[] bytes = new byte[out.readableBytes()];
    out.readBytes(bytes).release();
    return bytes;
  }

  private static StompDecoder decoder(StompVersion version, boolean strict) {
    StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED, strict);
    decoder.version(version);
    return decoder;
  }

  private interface Property {
    void holds(RandomFrames random) throws ProtocolException;
  }

  private static void forAll(int rounds, Property property) {
    for (long seed = SEED; seed < SEED + rounds; seed++) {
      holds(seed, property);
    }
  }

  private static void holds(long seed, Property property) {
    try {
      property.holds(new RandomFrames(new Random(seed)));
    } catch (ProtocolException | RuntimeException | AssertionError e) {
      throw new AssertionError("with -Dstomp.seed=" + seed + ": " + e, e);
    }
  }

  @Test
  void whatIsEncodedIsDecodedInEveryVersionHoweverItIsCut() {
    forAll(
        ROUNDS,
        random -> {
          Frame frame = random.frame();
          StompVersion version = random.version();
          byte[] wire = encode(new StompEncoder(), version, frame);
          DecodedFrames decoded = new DecodedFrames();
          StompDecoder decoder = decoder(version, false);
          for (int at = 0; at < wire.length; ) {
            int next = Math.min(wire.length, at + random.pieceSize());
            decoded.feed(decoder, wire, at, next);
            at = next;
          }
          assertEquals("1 heart-beats\n" + DecodedFrames.describe(frame), decoded.describe());
        });
  }

  @Test
  void whatIsEncodedByTheLetterIsDecodedByTheLetter() {
    forAll(
        ROUNDS,
        random -> {
          Frame frame = random.frame();
          byte[] wire = encode(new StompEncoder(true, true), StompVersion.V1_2, frame);
          DecodedFrames decoded = DecodedFrames.of(decoder(StompVersion.V1_2, true), wire);
          assertEquals(
              DecodedFrames.describe(frame), DecodedFrames.describe(decoded.frames.get(0)));
        });
  }

  @Test
  void aTemplateIsDecodedLikeTheFrameItStandsFor() {
    forAll(
        ROUNDS,
        random -> {
          Frame frame = random.frame();
          MessageTemplate message =
              new MessageTemplate("/topic/é:\n", true, frame.headers(), frame.body());
          byte[] wire = bytes(message.encode(BUFFERS, random.version(), "s:\\", "m\r\n", "a:b"));
          Headers.Builder expected = new Headers.Builder();
          expected.add("subscription", "s:\\").add("destination", "/topic/é:\n");
          expected.add("message-id", "m\r\n").add("redelivered", "true").add("ack", "a:b");
          for (int i = 0; i < frame.headers().size(); i++) {
            expected.add(frame.headers().name(i), frame.headers().value(i));
          }
          Frame decoded = DecodedFrames.of(decoder(StompVersion.V1_2, false), wire).frames.get(0);
          assertEquals(expected.build(), decoded.headers());
        });
  }

  @Test
  void noPairOfCharactersInANameOrValueMakesAnotherHeader() throws ProtocolException {
    for (StompVersion version : StompVersion.values()) {
      for (boolean strict : new boolean[] {false, true}) {
        for (int pair = 0; pair < 0x10000; pair++) {
          String text = "" + (char) (pair >> 8) + (char) (pair & 0xff);
          checkPair(version, strict, text);
        }
      }
    }
  }

  private static void checkPair(StompVersion version, boolean strict, String text)
      throws ProtocolException {
    Headers headers = Headers.of("first", "1", "n" + text + "n", "v" + text + "v", "last", "2");
    byte[] wire =
        encode(new StompEncoder(strict, true), version, Frame.of(Command.MESSAGE, headers));
    DecodedFrames decoded = DecodedFrames.of(decoder(version, strict), wire);
    assertEquals(1, decoded.frames.size());
    Escapes escapes = Escapes.of(Command.MESSAGE, version, strict);
    Headers.Builder expected = new Headers.Builder().add("first", "1");
    if (escapes != Escapes.NONE || text.indexOf(':') < 0) {
      expected.add("n" + arriving(text, escapes) + "n", "v" + arriving(text, escapes) + "v");
    }
    expected.add("last", "2");
    assertEquals(expected.build().entries(), decoded.frames.get(0).headers().entries());
  }

  /** The text itself, but for what has no escape. */
  private static String arriving(String text, Escapes escapes) {
    String arriving = text.replace('\0', '\ufffd');
    arriving = escapes == Escapes.ALL ? arriving : arriving.replace('\r', ' ');
    return escapes == Escapes.NONE ? arriving.replace('\n', ' ') : arriving;
  }

  @Test
  void junkYieldsFramesWithinTheLimitsOrAProtocolErrorAndNothingElse() {
    long seconds = Long.getLong("stomp.fuzz.seconds", 2);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (long seed = SEED; System.nanoTime() < end; seed++) {
      holds(seed, StompCodecPropertyTest::checkJunk);
    }
  }

  private static void checkJunk(RandomFrames random) {
    FrameLimits limits = random.limits();
    byte[] wire = random.junk(encode(new StompEncoder(), random.version(), random.frame()));
    boolean strict = random.flag();
    StompVersion version = random.version();
    String whole = outcome(wire, wire.length, limits, version, strict);
    assertEquals(whole, outcome(wire, random.pieceSize(), limits, version, strict));
  }

  /** All frames up to the first error; checks that each is within the limits. */
  private static String outcome(
      byte[] wire, int size, FrameLimits limits, StompVersion version, boolean strict) {
    StompDecoder decoder = new StompDecoder(limits, strict);
    decoder.version(version);
    DecodedFrames decoded = new DecodedFrames();
    String error = "";
    try {
      for (int at = 0; at < wire.length; at += size) {
        decoded.feed(decoder, wire, at, Math.min(wire.length, at + size));
      }
    } catch (ProtocolException e) {
      error = "error";
    }
    for (Frame frame : decoded.frames) {
      assertTrue(frame.body().length <= limits.bodyBytes());
      assertTrue(frame.headers().size() <= limits.headers());
    }
    return decoded.describe() + error;
  }
}
