package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.Refusal;
import io.github.stomprelay.transport.http.WebSocketPinger;
import io.github.stomprelay.transport.http.WebSocketUpgrade;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The two WebSocket transports: opens them. */
final class WebSockets {
  private static final Duration PONG = Duration.ofSeconds(10);

  private final SockJsSettings settings;
  private final SockJsLimits limits;
  private final SockJsAcceptor acceptor;

  WebSockets(SockJsSettings settings, SockJsLimits limits, SockJsAcceptor acceptor) {
    this.settings = settings;
    this.limits = limits;
    this.acceptor = acceptor;
  }

  void serve(HttpExchange exchange, SockJsTransport transport) {
    switch (WebSocketUpgrade.kind(exchange.head())) {
      case ACCEPTABLE -> accept(exchange, transport);
      case OTHER_VERSION -> WebSocketUpgrade.refuseVersion(exchange);
      case NONE ->
          exchange.respond(HttpResponseStatus.BAD_REQUEST, "Not a valid websocket request\n");
    }
  }

  private void accept(HttpExchange exchange, SockJsTransport transport) {
    @Nullable Refusal refusal = acceptor.refusal(exchange);
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    Duration heartbeat = settings.heartbeat();
    Duration pong = heartbeat.compareTo(PONG) < 0 ? heartbeat : PONG;
    WebSocketSession session =
        new WebSocketSession(exchange.head().client(), transport, exchange.channel(), acceptor);
    WebSocketUpgrade.accept(
        exchange,
        acceptor.subprotocol(exchange.head()),
        limits.earlyBytes(),
        limits.trustedBytes(),
        false,
        new WebSocketPinger(heartbeat, pong),
        new WebSocketHandler(session, exchange.head(), limits));
  }
}
