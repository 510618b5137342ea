package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.Refusal;
import io.github.stomprelay.transport.http.WebSocketPinger;
import io.github.stomprelay.transport.http.WebSocketUpgrade;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** STOMP over plain WebSockets, at the paths where RabbitMQ's Web-STOMP has it. */
final class WebSocketService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(WebSocketService.class);

  private final LogLimit noneInCommon = new LogLimit();
  private final StompContext context;
  private final WebSocketSettings settings;

  WebSocketService(StompContext context, WebSocketSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  @Override
  public void serve(HttpExchange exchange) {
    switch (WebSocketUpgrade.kind(exchange.head())) {
      case ACCEPTABLE -> accept(exchange);
      case OTHER_VERSION -> WebSocketUpgrade.refuseVersion(exchange);
      case NONE -> {
        if (!exchange.head().method().equals("GET")) {
          exchange.methodNotAllowed("GET");
        } else if (WebSocketUpgrade.isAttempt(exchange.head())) {
          exchange.respond(HttpResponseStatus.BAD_REQUEST, "Not a valid websocket request\n");
        } else {
          WebSocketUpgrade.refuseVersion(exchange);
        }
      }
    }
  }

  /** Browsers give such a connection up, and say no more than 1006. */
  private void noneInCommon(HttpClient client, Subprotocols offered) {
    noneInCommon.log(
        unsaid ->
            log.info(
                "no WebSocket sub-protocol in common: remote={} offered={}, spoken are v12.stomp,"
                    + " v11.stomp, v10.stomp; browsers then close with 1006 ({} more such lines"
                    + " left out)",
                client.address(),
                LogText.safe(String.join(",", offered.offers())),
                unsaid));
  }

  private void accept(HttpExchange exchange) {
    @Nullable Refusal refusal = context.gate().refusal(exchange);
    if (refusal != null) {
      exchange.refuse(refusal);
      return;
    }
    Subprotocols offered = Subprotocols.offered(exchange.head());
    HttpClient client = exchange.head().client();
    Peer peer =
        new Peer(
            client.address(),
            "websocket",
            client.encrypted(),
            client.certificate(),
            !offered.firstIsV12(),
            context.settings().tokens().of(exchange.head()),
            client.local());
    WebSocketConnection connection =
        new WebSocketConnection(context, peer, exchange.channel(), settings);
    @Nullable String answer = offered.answer();
    if (answer == null && !offered.offers().isEmpty()) {
      noneInCommon(client, offered);
    }
    Duration ping = settings.pingInterval();
    WebSocketUpgrade.accept(
        exchange,
        answer,
        context.settings().connecting().frameBytes(),
        context.settings().connected().frameBytes(),
        settings.compression(),
        new ChannelHandler[] {new WebSocketPinger(ping, ping), connection.handler()});
  }
}
