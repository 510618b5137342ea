package io.github.stomprelay.session;

import io.github.stomprelay.amqp.AmqpPropertiesInput;
import io.github.stomprelay.broker.MessageProperties;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.stomp.MessageTemplate;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompDecoder;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.testkit.FuzzInput;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fuzz target: whatever properties, destination and body the broker delivers, the client gets
 * exactly one MESSAGE with the headers that were meant, and the body as it is.
 */
public final class MessageFuzz {
  private static final FrameLimits WIDE = new FrameLimits(64 << 20, 100_000, 16 << 20, 16 << 20);

  private MessageFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    StompVersion version = input.oneOf(List.of(StompVersion.values()));
    String destination = input.text();
    byte[] body = input.text().getBytes(StandardCharsets.UTF_8);
    @Nullable MessageProperties properties = AmqpPropertiesInput.read(input.rest());
    if (properties == null) {
      return;
    }
    Headers headers = MessageHeaders.of(properties);
    MessageTemplate message = new MessageTemplate(destination, false, headers, body);
    ByteBuf wire = message.encode(UnpooledByteBufAllocator.DEFAULT, version, "s", "m", null);
    List<Frame> frames = decode(wire, version);
    wire.release();
    if (frames.size() != 1 || frames.get(0).command() != Command.MESSAGE) {
      throw new AssertionError("became " + frames);
    }
    Frame frame = frames.get(0);
    if (!Arrays.equals(frame.body(), body)) {
      throw new AssertionError("another body");
    }
    if (frame.headers().size() > headers.size() + 5) {
      throw new AssertionError("a header was added: " + frame.headers().entries());
    }
    // STOMP has no escape for NUL, and 1.0 none at all
    String shown = destination.replace('\0', '\uFFFD').stripLeading();
    if (!shown.equals(frame.headers().get("destination", "").stripLeading())) {
      throw new AssertionError("destination " + frame.headers().get("destination"));
    }
  }

  private static List<Frame> decode(ByteBuf wire, StompVersion version) {
    List<Frame> frames = new ArrayList<>();
    StompDecoder decoder = new StompDecoder(WIDE, false);
    decoder.version(version);
    try {
      decoder.decode(
          wire,
          new StompDecoder.Sink() {
            @Override
            public void onFrame(Frame frame) {
              frames.add(frame);
            }

            @Override
            public void onHeartBeat() {}
          });
    } catch (ProtocolException e) {
      throw new AssertionError("the client cannot read it", e);
    }
    return frames;
  }
}
