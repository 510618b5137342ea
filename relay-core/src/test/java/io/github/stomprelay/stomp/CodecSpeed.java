package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;

/**
 * A rough look at what a frame costs, run by hand: nanoseconds per frame, best of some rounds. Not
 * a test: figures of a busy machine prove nothing.
 */
final class CodecSpeed {
  private static final int FRAMES = 200_000;
  private static final int ROUNDS = 10;
  private static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

  private static final String BODY = "{\"type\":\"CHAT\",\"content\":\"" + "x".repeat(90) + "\"}";

  private interface Work {
    int run() throws ProtocolException;
  }

  private CodecSpeed() {}

  public static void main(String[] args) throws ProtocolException {
    byte[] body = BODY.getBytes(StandardCharsets.UTF_8);
    byte[] wire = send(body.length).getBytes(StandardCharsets.UTF_8);
    measure("decode SEND of " + wire.length + " B, heap", decoding(BUFFERS.heapBuffer(), wire));
    measure("decode SEND of " + wire.length + " B, direct", decoding(BUFFERS.directBuffer(), wire));
    Headers headers = Headers.of("content-type", "application/json");
    measure(
        "encode MESSAGE from a template of its own",
        () -> {
          return message(new MessageTemplate("/topic/room.1234", false, headers, body));
        });
    MessageTemplate shared = new MessageTemplate("/topic/room.1234", false, headers, body);
    measure("encode MESSAGE from a shared template", () -> message(shared));
    measure("encode RECEIPT", CodecSpeed::receipt);
  }

  private static String send(int length) {
    return "SEND\ndestination:/topic/room.1234\ncontent-type:application/json\ncontent-length:"
        + length
        + "\n\n"
        + BODY
        + "\0";
  }

  private static Work decoding(ByteBuf in, byte[] wire) {
    in.writeBytes(wire);
    StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED);
    DecodedFrames decoded = new DecodedFrames();
    return () -> {
      decoder.decode(in.readerIndex(0), decoded);
      int size = decoded.frames.get(0).body().length;
      decoded.frames.clear();
      return size;
    };
  }

  private static int message(MessageTemplate template) {
    return released(
        template.encode(
            BUFFERS,
            StompVersion.V1_2,
            "sub-0",
            "T_sub-0@@session-AbCdEfGhIjKlMnOpQrStUv@@17",
            null));
  }

  private static int receipt() {
    Frame receipt = Frame.of(Command.RECEIPT, Headers.of(Headers.RECEIPT_ID, "message-12345"));
    return released(new StompEncoder().encode(StompVersion.V1_2, receipt).toBuffer(BUFFERS));
  }

  private static int released(ByteBuf out) {
    int size = out.readableBytes();
    out.release();
    return size;
  }

  private static void measure(String what, Work work) throws ProtocolException {
    long best = Long.MAX_VALUE;
    long bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < FRAMES; i++) {
        bytes += work.run();
      }
      best = Math.min(best, System.nanoTime() - start);
    }
    long each = best / FRAMES;
    System.out.printf("%-45s %5d ns (%d bytes)%n", what, each, bytes);
  }
}
