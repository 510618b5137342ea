package io.github.stomprelay.transport.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;

/** Tells who a request's client is; called on the channel's event loop. */
@FunctionalInterface
public interface HttpClients {
  /** The client behind this socket and these headers. */
  HttpClient of(Channel channel, HttpHeaders headers);
}
