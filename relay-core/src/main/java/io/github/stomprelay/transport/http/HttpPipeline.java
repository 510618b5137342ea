package io.github.stomprelay.transport.http;

import io.netty.channel.ChannelPipeline;
import java.util.Map;

/** The handlers of an HTTP connection, by name. */
public final class HttpPipeline {
  static final String DECODER = "http-decoder";
  static final String ENCODER = "http-encoder";
  static final String REQUESTS = "http-requests";

  private HttpPipeline() {}

  /**
   * Adds the handlers that serve HTTP at the end of this pipeline.
   *
   * @param extraHeaders of every answer that does not have them already
   */
  public static void install(
      ChannelPipeline pipeline,
      HttpLimits limits,
      Map<String, String> extraHeaders,
      HttpClients clients,
      HttpService service) {
    pipeline.addLast(DECODER, new StrictRequestDecoder(limits));
    pipeline.addLast(ENCODER, new ResponseEncoder(extraHeaders));
    pipeline.addLast(REQUESTS, new RequestHandler(limits, clients, service));
  }
}
