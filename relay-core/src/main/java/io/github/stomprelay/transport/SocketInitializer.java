package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.AddressRanges;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
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
    channel.pipeline().addLast(Traffic.NAME, new Traffic(counters));
    if (isOneOf(proxies.proxyProtocol(), channel)) {
      ProxyHeader.expect(channel.pipeline(), () -> startTls(channel));
    } else {
      startTls(channel);
    }
  }

  private void startTls(Channel channel) {
    // a proxy's own sockets carry many clients, whose addresses come with each request
    if (!isOneOf(proxies.forwardedFor(), channel) && !limiter.admitAddress(channel)) {
      channel.close();
    } else if (tls == null) {
      protocol.start(channel);
    } else {
      TlsHandshake.expect(channel.pipeline(), tls, () -> protocol.start(channel));
    }
  }

  private static boolean isOneOf(AddressRanges ranges, Channel channel) {
    @Nullable InetAddress address = ClientAddress.of(channel).getAddress();
    return address != null && ranges.contains(address);
  }
}
