package io.github.stomprelay.transport.sockjs;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** XMLHttpRequest: one frame for each request, or a stream of them. */
record XhrFormat(SockJsTransport transport) implements ResponseFormat {
  static final XhrFormat POLLING = new XhrFormat(SockJsTransport.XHR);
  static final XhrFormat STREAMING = new XhrFormat(SockJsTransport.XHR_STREAMING);

  /** Old browsers show a stream only when it has some bulk. */
  private static final String BULK = "h".repeat(2048) + "\n";

  @Override
  public String contentType() {
    return JAVASCRIPT;
  }

  @Override
  public byte @Nullable [] prelude() {
    return transport == SockJsTransport.XHR ? null : BULK.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public String dress(String frame) {
    return frame + "\n";
  }
}
