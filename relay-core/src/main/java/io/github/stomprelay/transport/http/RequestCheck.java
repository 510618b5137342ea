package io.github.stomprelay.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What makes a request unacceptable whatever it asks for. */
final class RequestCheck {
  private RequestCheck() {}

  /** The status to refuse it with, or null for a request in order. */
  static @Nullable HttpResponseStatus problem(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return ofFailure(request.decoderResult().cause());
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED;
    }
    HttpHeaders headers = request.headers();
    if (headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY1)) {
      // Hixie-76: eight bytes follow that no header announces
      return HttpResponseStatus.UPGRADE_REQUIRED;
    }
    int hosts = headers.getAll(HttpHeaderNames.HOST).size();
    if (!request.uri().startsWith("/")
        || hosts > 1
        || headers.getAll(HttpHeaderNames.ORIGIN).size() > 1
        || (hosts == 0 && version.equals(HttpVersion.HTTP_1_1))) {
      return HttpResponseStatus.BAD_REQUEST;
    }
    @Nullable String expect = headers.get(HttpHeaderNames.EXPECT);
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      return HttpResponseStatus.EXPECTATION_FAILED;
    }
    return ambiguousLength(request) ? HttpResponseStatus.BAD_REQUEST : null;
  }

  private static HttpResponseStatus ofFailure(@Nullable Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException) {
      return HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    }
    return HttpResponseStatus.BAD_REQUEST;
  }

  private static boolean ambiguousLength(HttpRequest request) {
    List<String> encodings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return !encodings.isEmpty()
        && (encodings.size() > 1
            || !encodings.get(0).equalsIgnoreCase("chunked")
            || request.protocolVersion().equals(HttpVersion.HTTP_1_0)
            || request.headers().contains(HttpHeaderNames.CONTENT_LENGTH));
  }

  static FullHttpResponse goOn() {
    return new DefaultFullHttpResponse(
        HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);
  }
}
