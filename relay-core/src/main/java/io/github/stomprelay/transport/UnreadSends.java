package io.github.stomprelay.transport;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.ProtocolException;
import io.github.stomprelay.stomp.StompDecoder;
import io.netty.buffer.ByteBuf;

/** Counts the SENDs in bytes that nobody will read any more. */
final class UnreadSends implements StompDecoder.Sink {
  private int count;

  private UnreadSends() {}

  static int count(ByteBuf bytes, TransportSettings settings) {
    UnreadSends sends = new UnreadSends();
    try {
      new StompDecoder(settings.connected(), settings.strictEscapes()).decode(bytes, sends);
    } catch (ProtocolException e) {
      return sends.count; // what stands behind it cannot be told apart
    }
    return sends.count;
  }

  @Override
  public void onFrame(Frame frame) {
    if (frame.command() == Command.SEND) {
      count++;
    }
  }

  @Override
  public void onHeartBeat() {}
}
