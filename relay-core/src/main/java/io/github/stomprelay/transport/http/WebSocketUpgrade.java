package io.github.stomprelay.transport.http;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the opening handshake of RFC 6455, and the change of the pipeline from HTTP
 * to WebSocket frames. Bytes that the client sent behind its request are read as WebSocket frames,
 * never as a second request.
 */
public final class WebSocketUpgrade {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String DECODER = "ws-decoder";

  private WebSocketUpgrade() {}

  /** What an upgrade request can be. */
  public enum Kind {
    /** One that can be accepted. */
    ACCEPTABLE,
    /** None at all, or a broken one. */
    NONE,
    /** One of a draft that is not spoken here, Hixie-76 for instance. */
    OTHER_VERSION
  }

  /** Looks at a request. */
  public static Kind kind(RequestHead head) {
    if (!head.method().equals("GET")
        || head.http10()
        || !head.headerHas(HttpHeaderNames.UPGRADE, "websocket")
        || !head.headerHas(HttpHeaderNames.CONNECTION, "upgrade")) {
      return Kind.NONE;
    }
    if (!"13".equals(head.header(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      return Kind.OTHER_VERSION;
    }
    return isKey(head.header(HttpHeaderNames.SEC_WEBSOCKET_KEY)) ? Kind.ACCEPTABLE : Kind.NONE;
  }

  /** Returns whether the client wants a WebSocket, however wrongly it asks. */
  public static boolean isAttempt(RequestHead head) {
    return head.headerHas(HttpHeaderNames.UPGRADE, "websocket");
  }

  private static boolean isKey(@Nullable String key) {
    try {
      return key != null && Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static final byte[] RIGHT_DOOR =
      ("WebSocket clients only here, by version 13 of the protocol; SockJS clients connect to"
              + " another path (http.sockjs-paths)\n")
          .getBytes(StandardCharsets.US_ASCII);

  /** Answers 426 and the version that is spoken here. */
  public static void refuseVersion(HttpExchange exchange) {
    exchange.respond(
        HttpResponseStatus.UPGRADE_REQUIRED,
        new DefaultHttpHeaders()
            .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
            .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
            .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13")
            .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8"),
        RIGHT_DOOR);
  }

  /**
   * Accepts an acceptable request; on the exchange's loop. From here on the channel carries {@code
   * WebSocketFrame}s; frames that break the protocol arrive at the handler as exceptions that
   * {@link WebSocketProblem} can read.
   *
   * @param subprotocol to answer, or null for none
   * @param earlyLimit bytes of a frame until {@link #allowLargeFrames}
   * @param maxFrame bytes of a frame's payload
   * @param compressed whether messages may be; what they unfold to is held to the same limits
   */
  public static void accept(
      HttpExchange exchange,
      @Nullable String subprotocol,
      int earlyLimit,
      int maxFrame,
      boolean compressed,
      ChannelHandler... handlers) {
    ChannelPipeline pipeline = exchange.channel().pipeline();
    @Nullable Deflate deflate =
        compressed ? Deflate.negotiate(exchange.head(), earlyLimit, maxFrame) : null;
    pipeline.write(response(exchange.head(), subprotocol, deflate));
    pipeline.addAfter(HttpPipeline.DECODER, DECODER, decoder(maxFrame, deflate != null));
    PartialFrames.install(
        pipeline, DECODER, Backpressure.of(pipeline.channel()).debt(), earlyLimit);
    pipeline.remove(HttpPipeline.ENCODER);
    pipeline.addLast("ws-encoder", new WebSocket13FrameEncoder(false));
    if (deflate != null) {
      deflate.install(pipeline);
    }
    pipeline.addLast("ws-utf8", new Utf8FrameValidator(false));
    pipeline.addLast(new WebSocketPongs());
    for (ChannelHandler handler : handlers) {
      pipeline.addLast(handler);
    }
    pipeline.remove(HttpPipeline.REQUESTS);
    // last: it hands the bytes that it still has to the frame decoder
    pipeline.remove(HttpPipeline.DECODER);
    pipeline.channel().flush();
  }

  /** Returns whether messages of this WebSocket are to be compressed. */
  public static boolean isCompressed(ChannelPipeline pipeline) {
    return Deflate.isOn(pipeline);
  }

  /** The client is trusted: frames may be as large as {@code maxFrame} from here on. */
  public static void allowLargeFrames(ChannelPipeline pipeline) {
    PartialFrames.trust(pipeline);
    Deflate.trust(pipeline);
  }

  static WebSocket13FrameDecoder decoder(int maxFrame, boolean extensions) {
    return new WebSocket13FrameDecoder(
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maxFrame)
            .expectMaskedFrames(true)
            .allowMaskMismatch(false)
            .allowExtensions(extensions)
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build());
  }

  private static HttpResponse response(
      RequestHead head, @Nullable String subprotocol, @Nullable Deflate deflate) {
    DefaultHttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
    HttpHeaders headers = response.headers();
    headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
    headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
    headers.set(
        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
        acceptKey(String.valueOf(head.header(HttpHeaderNames.SEC_WEBSOCKET_KEY))));
    if (subprotocol != null) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    if (deflate != null) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, deflate.header());
    }
    return response;
  }

  private static String acceptKey(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      byte[] digest = sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }
}
