package io.github.stomprelay.transport.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import org.jspecify.annotations.Nullable;

/** Negotiates permessage-deflate (RFC 7692), without context takeover: memory per frame only. */
final class Deflate {
  private static final int LEVEL = 6;

  private Deflate() {}

  /** The first acceptable offer of this request, or null. */
  static @Nullable WebSocketServerExtension negotiate(RequestHead head, int maxAllocation) {
    @Nullable String offers = head.header(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (offers == null) {
      return null;
    }
    PerMessageDeflateServerExtensionHandshaker handshaker =
        new PerMessageDeflateServerExtensionHandshaker(LEVEL, false, 15, true, true, maxAllocation);
    for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offers)) {
      @Nullable WebSocketServerExtension extension = handshaker.handshakeExtension(offer);
      if (extension != null) {
        return extension;
      }
    }
    return null;
  }

  /** The value of the answer's Sec-WebSocket-Extensions. */
  static String header(WebSocketServerExtension extension) {
    WebSocketExtensionData data = extension.newReponseData();
    StringBuilder header = new StringBuilder(data.name());
    data.parameters()
        .forEach(
            (name, value) -> {
              header.append(';').append(name);
              if (value != null) {
                header.append('=').append(value);
              }
            });
    return header.toString();
  }
}
