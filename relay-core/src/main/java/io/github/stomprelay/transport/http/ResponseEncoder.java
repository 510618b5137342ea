package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;

/** Writes answers, with the headers that the operator wants on each (http.header.NAME). */
final class ResponseEncoder extends HttpResponseEncoder {
  private final Map<String, String> extra;

  /**
   * @param extra headers of every answer that does not have them already
   */
  ResponseEncoder(Map<String, String> extra) {
    this.extra = extra;
  }

  /** The last look at an answer's headers, be it an upgrade, a refusal or a stream. */
  @Override
  protected void sanitizeHeadersBeforeEncode(HttpResponse response, boolean isAlwaysEmpty) {
    super.sanitizeHeadersBeforeEncode(response, isAlwaysEmpty);
    if (response.status().equals(HttpResponseStatus.CONTINUE)) {
      return;
    }
    extra.forEach(
        (name, value) -> {
          if (!response.headers().contains(name)) {
            response.headers().set(name, value);
          }
        });
  }
}
