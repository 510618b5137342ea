package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.LingeringClose;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The first steps of every accepted socket, in their order: limits, PROXY header where the
 * neighbour is one to send it, TLS where the listener has it, then the protocol itself.
 */
final class SocketInitializer extends ChannelInitializer<Channel> {
  private final ConnectionLimiter limiter;
  private final TransportCounters counters;
  private final ProxySettings proxies;
  private final @Nullable TlsContexts tls;
  private final Protocol protocol;

  SocketInitializer(
      ConnectionLimiter limiter,
      TransportCounters counters,
      ProxySettings proxies,
      @Nullable TlsContexts tls,
      Protocol protocol) {
    this.limiter = limiter;
    this.counters = counters;
    this.proxies = proxies;
    this.tls = tls;
    this.protocol = protocol;
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!limiter.admit(channel)) {
      channel.close();
      return;
    }
    channel.pipeline().addLast(TrafficHandler.NAME, new TrafficHandler(counters));
    if (isOneOf(proxies.proxyProtocol(), channel)) {
      ProxyHeader.expect(channel.pipeline(), () -> startTls(channel));
    } else {
      startTls(channel);
    }
  }

  private void startTls(Channel channel) {
    // a proxy's own sockets carry many clients, whose addresses come with each request
    if (!isOneOf(proxies.forwardedFor(), channel)) {
      if (!limiter.admitAddress(channel)) {
        channel.close();
        return;
      }
      @Nullable LimitScope exceeded = limiter.admitRate(channel);
      if (exceeded != null) {
        refuse(channel, exceeded);
        return;
      }
    }
    if (tls == null) {
      protocol.start(channel);
    } else {
      TlsHandshake.expect(channel.pipeline(), tls, () -> protocol.start(channel));
    }
  }

  /**
   * Tells a client that it is too fast, where that costs no handshake and no crowd waits for it.
   */
  private void refuse(Channel channel, LimitScope exceeded) {
    if (tls != null || exceeded == LimitScope.NODE_CONNECTS) {
      channel.close();
      return;
    }
    channel
        .writeAndFlush(Unpooled.copiedBuffer(protocol.tooFast(), StandardCharsets.US_ASCII))
        .addListener(done -> LingeringClose.start(channel));
  }

  private static boolean isOneOf(AddressRanges ranges, Channel channel) {
    @Nullable InetAddress address = ClientAddress.of(channel).getAddress();
    return address != null && ranges.contains(address);
  }
}
