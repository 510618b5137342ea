package io.github.stomprelay.transport.http;

import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

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
   * @param patience how long a client may take nothing of its answers
   * @param memory what waits in the whole relay
   */
  public static void install(
      ChannelPipeline pipeline,
      HttpLimits limits,
      Map<String, String> extraHeaders,
      Supplier<Duration> patience,
      MemoryBudget memory,
      HttpClients clients,
      HttpService service) {
    Backpressure backpressure = new Backpressure(pipeline.channel(), memory, patience);
    pipeline.addLast(new FairReading(backpressure));
    pipeline.addLast(backpressure);
    pipeline.addLast(DECODER, new StrictRequestDecoder(limits));
    pipeline.addLast(ENCODER, new ResponseEncoder(extraHeaders));
    pipeline.addLast(REQUESTS, new RequestHandler(limits, clients, service, backpressure));
  }
}
