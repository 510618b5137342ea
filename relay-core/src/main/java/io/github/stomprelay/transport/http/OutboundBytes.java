package io.github.stomprelay.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/** Reads how much a channel has not sent yet. */
public final class OutboundBytes {
  private OutboundBytes() {}

  public static long of(Channel channel) {
    @Nullable ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null ? 0 : buffer.totalPendingWriteBytes();
  }

  /** A number that changes when the socket takes some of what waits. */
  public static long progress(Channel channel) {
    @Nullable ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    return buffer == null
        ? 0
        : ((long) System.identityHashCode(buffer.current()) << 32) + buffer.currentProgress();
  }
}
