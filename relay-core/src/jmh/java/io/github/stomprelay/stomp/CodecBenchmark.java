package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a frame costs: a SEND coming in, a MESSAGE and a RECEIPT going out. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;
  private static final Headers HEADERS = Headers.of("content-type", "application/json");
  private static final String DESTINATION = "/topic/room.1234";

  /** Bytes of a body. */
  @Param({"150", "4000"})
  public int bytes;

  private final StompEncoder encoder = new StompEncoder();
  private final StompDecoder decoder = new StompDecoder(FrameLimits.CONNECTED);
  private final LastFrame last = new LastFrame();
  private byte[] body = {};
  private ByteBuf send = BUFFERS.directBuffer(0);
  private MessageTemplate shared = new MessageTemplate(DESTINATION, false, HEADERS, body);

  private static final class LastFrame implements StompDecoder.Sink {
    private Frame frame = Frame.of(Command.RECEIPT, Headers.EMPTY);

    @Override
    public void onFrame(Frame next) {
      frame = next;
    }

    @Override
    public void onHeartBeat() {}
  }

  /** Makes body, SEND and template. */
  @Setup
  public void prepare() {
    body = "x".repeat(bytes).getBytes(StandardCharsets.US_ASCII);
    shared = new MessageTemplate(DESTINATION, false, HEADERS, body);
    Headers headers =
        Headers.of("destination", DESTINATION, "content-type", "application/json", "receipt", "17");
    send =
        encoder.encode(StompVersion.V1_2, Frame.of(Command.SEND, headers, body)).toBuffer(BUFFERS);
  }

  @Benchmark
  public Frame decodeSend() throws ProtocolException {
    decoder.decode(send.readerIndex(0), last);
    return last.frame;
  }

  /** As if each receiver had a message of its own. */
  @Benchmark
  public int encodeMessageAnew() {
    return released(encoded(new MessageTemplate(DESTINATION, false, HEADERS, body)));
  }

  /** What each further receiver costs: the template is encoded, its own lines are not. */
  @Benchmark
  public int encodeMessageFromTemplate() {
    return released(encoded(shared));
  }

  private static ByteBuf encoded(MessageTemplate template) {
    return template.encode(
        BUFFERS, StompVersion.V1_2, "sub-0", "T_sub-0@@session-AbCdEfGhIjKlMnOpQrStUv@@17", null);
  }

  @Benchmark
  public int encodeReceipt() {
    Frame receipt = Frame.of(Command.RECEIPT, Headers.of(Headers.RECEIPT_ID, "message-12345"));
    return released(encoder.encode(StompVersion.V1_2, receipt).toBuffer(BUFFERS));
  }

  private static int released(ByteBuf frame) {
    int size = frame.readableBytes();
    frame.release();
    return size;
  }
}
