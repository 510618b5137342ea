package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * One open response that takes a session's frames: one of them, or a stream until the limit. On the
 * session's loop, which need not be the socket's.
 */
final class HttpReceiver {
  private final HttpExchange exchange;
  private final ResponseFormat format;
  private final HttpHeaders headers;
  private final int limit;
  private final byte @Nullable [] prelude;
  private long bytes;
  private boolean ended;

  HttpReceiver(
      HttpExchange exchange, ResponseFormat format, HttpHeaders headers, int responseLimit) {
    this.exchange = exchange;
    this.format = format;
    this.headers = headers;
    this.prelude = format.prelude();
    this.limit = prelude == null ? 1 : responseLimit;
  }

  HttpExchange exchange() {
    return exchange;
  }

  SockJsTransport transport() {
    return format.transport();
  }

  /** A stream begins before its first frame. */
  void begin() {
    if (prelude != null) {
      exchange.begin(headers);
      exchange.write(prelude);
    }
  }

  /** Sends a frame, whole, even across the limit. */
  ChannelFuture send(String frame) {
    byte[] chunk = format.chunk(frame);
    bytes += chunk.length;
    if (prelude == null) {
      ended = true;
      return exchange.respond(HttpResponseStatus.OK, headers, chunk);
    }
    return exchange.write(chunk);
  }

  /** Returns whether the response has had its share of bytes; the prelude does not count. */
  boolean isFull() {
    return bytes >= limit;
  }

  /** Bytes that still fit. */
  long room() {
    return prelude == null ? Long.MAX_VALUE : limit - bytes;
  }

  /** Ends the response in good order. */
  void end() {
    if (!ended) {
      ended = true;
      exchange.end();
    }
  }

  /** Sends one last frame. */
  void sendLast(String frame) {
    send(frame);
    end();
  }
}
