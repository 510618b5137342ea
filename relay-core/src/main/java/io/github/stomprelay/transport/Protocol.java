package io.github.stomprelay.transport;

import io.netty.channel.Channel;

/** What a socket speaks once PROXY header and TLS handshake are behind it. */
interface Protocol {
  /** Adds the handlers, on the channel's loop. */
  void start(Channel channel);

  /** Returns what tells a client, instead, that connections of its address come too fast; ASCII. */
  String tooFast();
}
