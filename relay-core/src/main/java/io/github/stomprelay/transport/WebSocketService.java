package io.github.stomprelay.transport;

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

/** STOMP over plain WebSockets, at the paths where RabbitMQ's Web-STOMP has it. */
final class WebSocketService implements HttpService {
  private final SubprotocolChoice choice = new SubprotocolChoice();
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
    Duration ping = settings.pingInterval();
    WebSocketUpgrade.accept(
        exchange,
        choice.of(offered, client),
        context.settings().connecting().frameBytes(),
        context.settings().connected().frameBytes(),
        settings.compression(),
        new ChannelHandler[] {new WebSocketPinger(ping, ping), connection.handler()});
  }
}
