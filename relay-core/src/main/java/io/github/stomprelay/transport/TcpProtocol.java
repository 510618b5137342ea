package io.github.stomprelay.transport;

import io.github.stomprelay.session.HttpCredentials;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.Backpressure;
import io.github.stomprelay.transport.http.FairReading;
import io.github.stomprelay.transport.http.HttpClient;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** STOMP right on the socket. */
final class TcpProtocol implements Protocol {
  private final StompContext context;

  TcpProtocol(StompContext context) {
    this.context = context;
  }

  @Override
  public String tooFast() {
    return "ERROR\nmessage:Too many new connections\ncontent-type:text/plain\n\n"
        + "Connections of this address come too fast (limits.connect-rate-per-address)\n\0";
  }

  @Override
  public void start(Channel channel) {
    HttpClient client = ClientAddress.client(channel);
    Peer peer =
        new Peer(
            client.address(),
            "tcp",
            client.encrypted(),
            client.certificate(),
            false,
            HttpCredentials.NONE,
            client.local());
    // a client that has closed its half still reads
    channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    Backpressure backpressure =
        new Backpressure(channel, context.memory(), context.sessions()::outboundTimeout);
    channel
        .pipeline()
        .addLast(new FairReading(backpressure))
        .addLast(backpressure)
        .addLast(TcpConnection.NAME, new TcpConnection(context, peer, channel).handler());
  }
}
