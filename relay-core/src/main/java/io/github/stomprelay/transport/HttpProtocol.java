package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.HttpClients;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpPipeline;
import io.github.stomprelay.transport.http.HttpService;
import io.netty.channel.Channel;

/** HTTP, and what grows out of it. */
final class HttpProtocol implements Protocol {
  private final HttpLimits limits;
  private final HttpClients clients;
  private final HttpService service;

  HttpProtocol(HttpLimits limits, HttpClients clients, HttpService service) {
    this.limits = limits;
    this.clients = clients;
    this.service = service;
  }

  @Override
  public void start(Channel channel) {
    HttpPipeline.install(channel.pipeline(), limits, clients, service);
  }
}
