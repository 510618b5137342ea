package io.github.stomprelay.transport;

import io.github.stomprelay.testkit.FuzzInput;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;

/**
 * Fuzz target: whatever a neighbour sends as its PROXY header, the connection goes on once, waits,
 * or is closed; nothing is thrown.
 */
public final class ProxyHeaderFuzz {
  private ProxyHeaderFuzz() {}

  public static void fuzzerTestOneInput(byte[] data) {
    FuzzInput input = new FuzzInput(data);
    int piece = 1 + input.choose(64);
    byte[] wire = input.rest();
    int[] begun = {0};
    EmbeddedChannel channel = new EmbeddedChannel();
    ProxyHeader.expect(channel.pipeline(), () -> begun[0]++);
    for (int at = 0; at < wire.length && channel.isOpen(); at += piece) {
      channel.writeInbound(
          Unpooled.wrappedBuffer(Arrays.copyOfRange(wire, at, Math.min(wire.length, at + piece))));
    }
    channel.checkException();
    if (begun[0] > 1) {
      throw new AssertionError("went on " + begun[0] + " times");
    }
    channel.finishAndReleaseAll();
  }
}
