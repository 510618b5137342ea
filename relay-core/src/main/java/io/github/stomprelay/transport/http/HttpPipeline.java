package io.github.stomprelay.transport.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** The handlers of an HTTP connection, by name. */
public final class HttpPipeline {
  static final String DECODER = "http-decoder";
  static final String ENCODER = "http-encoder";
  static final String REQUESTS = "http-requests";

  private HttpPipeline() {}

  /** Adds the handlers that serve HTTP at the end of this pipeline. */
  public static void install(
      ChannelPipeline pipeline, HttpLimits limits, HttpClients clients, HttpService service) {
    pipeline.addLast(DECODER, new StrictRequestDecoder(limits));
    pipeline.addLast(ENCODER, new HttpResponseEncoder());
    pipeline.addLast(REQUESTS, new RequestHandler(limits, clients, service));
  }
}
