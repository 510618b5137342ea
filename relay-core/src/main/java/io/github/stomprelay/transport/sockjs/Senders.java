package io.github.stomprelay.transport.sockjs;

import com.google.gson.stream.MalformedJsonException;
import io.github.stomprelay.transport.http.HttpExchange;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The requests that bring messages: xhr_send and jsonp_send. */
final class Senders {
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final byte[] OK = {'o', 'k'};

  private final SockJsSettings settings;
  private final SessionTable table;
  private final ReplyHeaders replies;

  Senders(SockJsSettings settings, SessionTable table, ReplyHeaders replies) {
    this.settings = settings;
    this.table = table;
    this.replies = replies;
  }

  void xhr(HttpExchange exchange, String id) {
    HttpHeaders headers =
        replies.withCors(exchange.head(), replies.withCookie(exchange.head(), replies.fresh(TEXT)));
    send(exchange, id, text(exchange), HttpResponseStatus.NO_CONTENT, headers, new byte[0]);
  }

  void jsonp(HttpExchange exchange, String id) {
    HttpHeaders headers = replies.withCookie(exchange.head(), replies.fresh(TEXT));
    @Nullable String text = text(exchange);
    if (text != null && isForm(exchange)) {
      text = formField(text);
    }
    send(exchange, id, text, HttpResponseStatus.OK, headers, OK);
  }

  private static boolean isForm(HttpExchange exchange) {
    @Nullable String type = exchange.head().header(HttpHeaderNames.CONTENT_TYPE);
    return type == null || type.startsWith("application/x-www-form-urlencoded");
  }

  private static @Nullable String formField(String body) {
    try {
      Map<String, List<String>> fields = new QueryStringDecoder(body, false).parameters();
      @Nullable List<String> values = fields.get("d");
      return values == null ? "" : values.get(0);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** The body as text, or null if it is not UTF-8. */
  private static @Nullable String text(HttpExchange exchange) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(exchange.body()))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private void send(
      HttpExchange exchange,
      String id,
      @Nullable String json,
      HttpResponseStatus status,
      HttpHeaders headers,
      byte[] answer) {
    @Nullable PollingSession session = table.get(id);
    if (session == null || (settings.sameAddress() && !SameAddress.holds(session, exchange))) {
      refuse(exchange, HttpResponseStatus.NOT_FOUND, "Unknown session.");
      return;
    }
    try {
      if (json == null) {
        throw new MalformedJsonException("not UTF-8");
      }
      session.upload(
          JsonText.strings(json),
          () -> exchange.respond(status, headers, answer),
          () -> refuse(exchange, HttpResponseStatus.SERVICE_UNAVAILABLE, "Too many messages."));
    } catch (JsonText.NotAnArrayException e) {
      refuse(exchange, HttpResponseStatus.INTERNAL_SERVER_ERROR, "Payload expected.");
    } catch (MalformedJsonException e) {
      refuse(exchange, HttpResponseStatus.INTERNAL_SERVER_ERROR, "Broken JSON encoding.");
    }
  }

  /** A page of another origin is to see the error, and not a failure of CORS. */
  private void refuse(HttpExchange exchange, HttpResponseStatus status, String text) {
    HttpHeaders headers = new DefaultHttpHeaders().set(HttpHeaderNames.CONTENT_TYPE, TEXT);
    exchange.respond(
        status, replies.withCors(exchange.head(), headers), text.getBytes(StandardCharsets.UTF_8));
  }
}
