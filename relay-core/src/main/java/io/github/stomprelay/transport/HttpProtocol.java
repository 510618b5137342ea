package io.github.stomprelay.transport;

import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.transport.http.HttpClients;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpPipeline;
import io.github.stomprelay.transport.http.HttpService;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** HTTP, and what grows out of it. */
final class HttpProtocol implements Protocol {
  private final HttpLimits limits;
  private final Map<String, String> extraHeaders;
  private final Supplier<Duration> patience;
  private final MemoryBudget memory;
  private final HttpClients clients;
  private final HttpService service;

  HttpProtocol(
      HttpLimits limits,
      Map<String, String> extraHeaders,
      Supplier<Duration> patience,
      MemoryBudget memory,
      HttpClients clients,
      HttpService service) {
    this.limits = limits;
    this.extraHeaders = extraHeaders;
    this.patience = patience;
    this.memory = memory;
    this.clients = clients;
    this.service = service;
  }

  @Override
  public String tooFast() {
    return "HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
  }

  @Override
  public void start(Channel channel) {
    HttpPipeline.install(
        channel.pipeline(), limits, extraHeaders, patience, memory, clients, service);
  }
}
