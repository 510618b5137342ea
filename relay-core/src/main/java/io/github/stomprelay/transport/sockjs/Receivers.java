package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.Refusal;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The requests that fetch: finds or makes their session and attaches their response to it. */
final class Receivers {
  private final SockJsSettings settings;
  private final SockJsLimits limits;
  private final SockJsAcceptor acceptor;
  private final SessionTable table;
  private final ReplyHeaders replies;

  Receivers(
      SockJsSettings settings,
      SockJsLimits limits,
      SockJsAcceptor acceptor,
      SessionTable table,
      ReplyHeaders replies) {
    this.settings = settings;
    this.limits = limits;
    this.acceptor = acceptor;
    this.table = table;
    this.replies = replies;
  }

  /** Attaches this request to the session of this id; any thread. */
  void receive(HttpExchange exchange, String id, ResponseFormat format) {
    @Nullable PollingSession session = table.get(id);
    @Nullable Refusal refusal = session == null ? acceptor.refusal(exchange) : null;
    if (session == null && refusal == null) {
      session = make(exchange, id, format.transport());
    }
    if (session == null) {
      exchange.refuse(refusal == null ? Refusal.busy("Too many sessions\n") : refusal);
    } else if (settings.sameAddress() && !SameAddress.holds(session, exchange)) {
      exchange.notFound();
    } else {
      HttpReceiver receiver =
          new HttpReceiver(exchange, format, headers(exchange, format), settings.responseLimit());
      session.attach(receiver, () -> receive(exchange, id, format));
    }
  }

  private @Nullable PollingSession make(
      HttpExchange exchange, String id, SockJsTransport transport) {
    @Nullable InetAddress address = exchange.head().client().address().getAddress();
    return table.getOrCreate(id, address, () -> create(exchange, id, transport));
  }

  private PollingSession create(HttpExchange exchange, String id, SockJsTransport transport) {
    @Nullable InetAddress address = exchange.head().client().address().getAddress();
    PollingSession[] self = new PollingSession[1];
    self[0] =
        new PollingSession(
            settings,
            limits,
            acceptor,
            exchange.head().client(),
            transport,
            exchange.loop(),
            () -> table.remove(id, self[0], address));
    return self[0];
  }

  private HttpHeaders headers(HttpExchange exchange, ResponseFormat format) {
    HttpHeaders headers = replies.withCookie(exchange.head(), replies.fresh(format.contentType()));
    headers.set("X-Content-Type-Options", "nosniff");
    // nginx would collect a stream otherwise
    headers.set("X-Accel-Buffering", "no");
    return format.cors() ? replies.withCors(exchange.head(), headers) : headers;
  }
}
