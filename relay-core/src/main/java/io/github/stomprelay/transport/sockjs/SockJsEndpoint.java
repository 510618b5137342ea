package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RequestHead;
import io.github.stomprelay.transport.http.WebSocketUpgrade;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One SockJS endpoint: everything under a base path. Owns the sessions of its HTTP transports.
 * Origins are checked before requests come here.
 */
public final class SockJsEndpoint implements HttpService {
  /** What a request without a session may bring: nothing that anybody would read. */
  private static final int STRAY_BODY = 8 << 10;

  private final String base;
  private final Set<SockJsTransport> transports;
  private final ReplyHeaders replies;
  private final InfoPage info;
  private final IframePage iframe;
  private final Receivers receivers;
  private final Senders senders;
  private final WebSockets webSockets;
  private final SessionTable table;

  /**
   * @param base the path without a slash at its end
   * @param acceptor makes the receiver of each session
   */
  public SockJsEndpoint(
      String base,
      SockJsSettings settings,
      OriginPolicy origins,
      SockJsLimits limits,
      SockJsAcceptor acceptor) {
    this.base = base;
    this.transports = settings.transports();
    this.replies = new ReplyHeaders(origins, settings.cookieNeeded());
    this.info = new InfoPage(settings, replies);
    this.iframe = new IframePage(settings, origins, replies);
    this.table = new SessionTable(settings);
    this.receivers = new Receivers(settings, limits, acceptor, table, replies);
    this.senders = new Senders(settings, table, replies);
    this.webSockets = new WebSockets(settings, limits, acceptor);
  }

  @Override
  public int bodyLimit(RequestHead head) {
    @Nullable SockJsPath path = path(head);
    @Nullable PollingSession session = path == null ? null : table.get(path.session());
    return session == null ? STRAY_BODY : session.inboundBytes();
  }

  private @Nullable SockJsPath path(RequestHead head) {
    return SockJsPath.parse(head.path().substring(base.length()));
  }

  @Override
  public void serve(HttpExchange exchange) {
    @Nullable SockJsPath path = path(exchange.head());
    if (path == null) {
      exchange.notFound();
    } else if (path.session().isEmpty()) {
      serveEndpoint(exchange, path.action());
    } else {
      serveSession(exchange, path);
    }
  }

  private void serveEndpoint(HttpExchange exchange, String action) {
    switch (action) {
      case "" ->
          onGet(
              exchange,
              () -> {
                if (WebSocketUpgrade.kind(exchange.head()) == WebSocketUpgrade.Kind.ACCEPTABLE) {
                  exchange.respond(
                      HttpResponseStatus.BAD_REQUEST,
                      "SockJS clients only here; plain WebSockets: " + base + "/websocket\n");
                } else {
                  exchange.respond(HttpResponseStatus.OK, "Welcome to SockJS!\n");
                }
              });
      case "info" -> withPreflight(exchange, "GET", () -> info.serve(exchange));
      case "iframe" -> onGet(exchange, () -> iframe.serve(exchange));
      default -> serveWebSocket(exchange, SockJsTransport.RAW_WEBSOCKET);
    }
  }

  private void serveSession(HttpExchange exchange, SockJsPath path) {
    switch (path.action()) {
      case "websocket" -> serveWebSocket(exchange, SockJsTransport.WEBSOCKET);
      case "xhr" -> serveXhr(exchange, path, XhrFormat.POLLING);
      case "xhr_streaming" -> serveXhr(exchange, path, XhrFormat.STREAMING);
      case "xhr_send" -> {
        if (offersAny(
            exchange,
            SockJsTransport.XHR,
            SockJsTransport.XHR_STREAMING,
            SockJsTransport.EVENTSOURCE,
            SockJsTransport.HTMLFILE)) {
          withPreflight(exchange, "POST", () -> senders.xhr(exchange, path.session()));
        }
      }
      case "eventsource" -> {
        if (offersAny(exchange, SockJsTransport.EVENTSOURCE)) {
          onGet(
              exchange,
              () -> receivers.receive(exchange, path.session(), EventSourceFormat.INSTANCE));
        }
      }
      case "htmlfile" -> serveCallback(exchange, path, SockJsTransport.HTMLFILE);
      case "jsonp" -> serveCallback(exchange, path, SockJsTransport.JSONP);
      case "jsonp_send" -> {
        if (offersAny(exchange, SockJsTransport.JSONP)) {
          only(exchange, "POST", () -> senders.jsonp(exchange, path.session()));
        }
      }
      default -> exchange.notFound();
    }
  }

  private void serveWebSocket(HttpExchange exchange, SockJsTransport transport) {
    if (offersAny(exchange, transport)) {
      onGet(exchange, () -> webSockets.serve(exchange, transport));
    }
  }

  private void serveXhr(HttpExchange exchange, SockJsPath path, XhrFormat format) {
    if (offersAny(exchange, format.transport())) {
      withPreflight(exchange, "POST", () -> receivers.receive(exchange, path.session(), format));
    }
  }

  private void serveCallback(HttpExchange exchange, SockJsPath path, SockJsTransport transport) {
    if (offersAny(exchange, transport)) {
      onGet(
          exchange,
          () -> {
            @Nullable String callback = Callback.of(exchange);
            if (callback != null) {
              receivers.receive(
                  exchange,
                  path.session(),
                  transport == SockJsTransport.JSONP
                      ? new JsonpFormat(callback)
                      : new HtmlFileFormat(callback));
            }
          });
    }
  }

  /** Returns whether one of these is served here; else the path does not exist. */
  private boolean offersAny(HttpExchange exchange, SockJsTransport... any) {
    for (SockJsTransport transport : any) {
      if (transports.contains(transport)) {
        return true;
      }
    }
    exchange.notFound();
    return false;
  }

  private static void onGet(HttpExchange exchange, Runnable then) {
    only(exchange, "GET", then);
  }

  private static void only(HttpExchange exchange, String method, Runnable then) {
    if (exchange.head().method().equals(method)) {
      then.run();
    } else {
      exchange.methodNotAllowed(method);
    }
  }

  private void withPreflight(HttpExchange exchange, String method, Runnable then) {
    String methods = "OPTIONS, " + method;
    if (exchange.head().method().equals(method)) {
      then.run();
    } else if (exchange.head().method().equals("OPTIONS")) {
      exchange.respond(
          HttpResponseStatus.NO_CONTENT,
          replies.withCookie(exchange.head(), replies.preflight(exchange.head(), methods)),
          new byte[0]);
    } else {
      exchange.methodNotAllowed(methods);
    }
  }

  /** Sessions over HTTP transports at this moment. */
  public int sessions() {
    return table.size();
  }
}
