package io.github.stomprelay.transport;

import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.Refusal;
import io.github.stomprelay.transport.http.RequestHead;
import io.github.stomprelay.transport.sockjs.SockJsAcceptor;
import io.github.stomprelay.transport.sockjs.SockJsLimits;
import io.github.stomprelay.transport.sockjs.SockJsReceiver;
import io.github.stomprelay.transport.sockjs.SockJsSession;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/** Makes a STOMP connection of each SockJS session. */
final class SockJsStomp implements SockJsAcceptor {
  /** JSON may take this many bytes for one of STOMP's. */
  private static final long ESCAPED = 6;

  private static final int MORE = 1 << 10;

  private final SubprotocolChoice choice = new SubprotocolChoice();
  private final StompContext context;

  SockJsStomp(StompContext context) {
    this.context = context;
  }

  /** Returns what a SockJS client may send at once, so that a frame of the limits fits. */
  static SockJsLimits limits(TransportSettings settings) {
    return new SockJsLimits(bytes(settings.connecting()), bytes(settings.connected()));
  }

  private static int bytes(FrameLimits limits) {
    return (int) Math.min(Integer.MAX_VALUE / 2, ESCAPED * limits.frameBytes() + MORE);
  }

  @Override
  public SockJsReceiver accept(SockJsSession session, RequestHead opening) {
    HttpClient client = session.client();
    Peer peer =
        new Peer(
            client.address(),
            "sockjs-" + session.transport().word(),
            client.encrypted(),
            client.certificate(),
            true,
            context.settings().tokens().of(opening),
            client.local());
    return new SockJsConnection(context, peer, session);
  }

  @Override
  public Debt debt(EventLoop loop) {
    return context.memory().account(loop).debt();
  }

  @Override
  public @Nullable String subprotocol(RequestHead opening) {
    return choice.of(Subprotocols.offered(opening), opening.client());
  }

  @Override
  public @Nullable Refusal refusal(HttpExchange exchange) {
    return context.gate().refusal(exchange);
  }
}
