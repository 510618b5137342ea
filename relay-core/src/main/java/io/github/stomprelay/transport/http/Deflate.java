package io.github.stomprelay.transport.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionUtil;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtension;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * permessage-deflate (RFC 7692) of one WebSocket, without context takeover: memory per message
 * only. What a message may unfold to is little until the client is trusted.
 *
 * @param early the extension until then
 * @param trusted the extension from then on
 */
record Deflate(WebSocketServerExtension early, WebSocketServerExtension trusted) {
  private static final int LEVEL = 6;
  private static final String NO_CLIENT_CONTEXT = "client_no_context_takeover";
  private static final String DEFLATE = "ws-deflate";
  private static final String INFLATE = "ws-inflate";
  private static final String TRUST = "ws-inflate-trust";

  /** The first acceptable offer of this request, or null. */
  static @Nullable Deflate negotiate(RequestHead head, int earlyBytes, int trustedBytes) {
    @Nullable String offers = head.header(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS);
    if (offers == null) {
      return null;
    }
    for (WebSocketExtensionData offer : WebSocketExtensionUtil.extractExtensions(offers)) {
      @Nullable WebSocketServerExtension early = extension(offer, earlyBytes);
      @Nullable WebSocketServerExtension trusted = extension(offer, trustedBytes);
      if (early != null && trusted != null) {
        return new Deflate(early, trusted);
      }
    }
    return null;
  }

  private static @Nullable WebSocketServerExtension extension(
      WebSocketExtensionData offer, int maxAllocation) {
    // a server may ask for it whether the client offers it or not (RFC 7692, 7.1.1.2)
    Map<String, @Nullable String> parameters = new HashMap<>(offer.parameters());
    parameters.put(NO_CLIENT_CONTEXT, null);
    return new PerMessageDeflateServerExtensionHandshaker(
            LEVEL, false, 15, true, true, maxAllocation)
        .handshakeExtension(new WebSocketExtensionData(offer.name(), parameters));
  }

  /** The value of the answer's Sec-WebSocket-Extensions. */
  String header() {
    WebSocketExtensionData data = early.newReponseData();
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

  /** Adds what unfolds and folds messages. */
  void install(ChannelPipeline pipeline) {
    pipeline.addLast(TRUST, new Trust());
    pipeline.addLast(INFLATE, early.newExtensionDecoder());
    pipeline.addLast(DEFLATE, early.newExtensionEncoder());
  }

  /** Returns whether messages of this WebSocket are to be compressed. */
  static boolean isOn(ChannelPipeline pipeline) {
    return pipeline.get(DEFLATE) != null;
  }

  /** The client is trusted: its next message may be as large as any. */
  static void trust(ChannelPipeline pipeline) {
    if (pipeline.get(TRUST) instanceof Trust trust) {
      trust.given = true;
    }
  }

  /** Exchanges the decoder behind it between two messages, for one of them may be under way. */
  private final class Trust extends ChannelInboundHandlerAdapter {
    private boolean given;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      if (given && !(frame instanceof ContinuationWebSocketFrame)) {
        ctx.pipeline().replace(INFLATE, INFLATE, trusted.newExtensionDecoder());
        ctx.fireChannelRead(frame);
        ctx.pipeline().remove(this);
      } else {
        ctx.fireChannelRead(frame);
      }
    }
  }
}
