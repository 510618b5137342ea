package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds who answers a path, exactly as it stands in the request: WebSocket paths, SockJS base paths
 * (the longest that fits), pages. The first two only for pages that may connect, and all of them
 * only by the listener's own names.
 */
final class HttpRouter implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(HttpRouter.class);

  private final HostNames hosts;
  private final OriginPolicy origins;
  private final Set<String> webSocketPaths;
  private final HttpService webSocket;
  private final Map<String, ? extends HttpService> sockJs;
  private final HttpService pages;
  private final TransportCounters counters;
  private final LogLimit refusals = new LogLimit();

  HttpRouter(
      HttpListener listener,
      HttpService webSocket,
      Map<String, ? extends HttpService> sockJs,
      TransportCounters counters) {
    this.hosts = listener.hosts();
    this.origins = listener.origins();
    this.webSocketPaths = Set.copyOf(listener.webSocketPaths());
    this.webSocket = webSocket;
    this.sockJs = Map.copyOf(sockJs);
    this.pages = listener.pages();
    this.counters = counters;
  }

  @Override
  public void serve(HttpExchange exchange) {
    if (!hosts.know(exchange.head().header(HttpHeaderNames.HOST))) {
      refuseHost(exchange);
      return;
    }
    @Nullable HttpService connecting = connecting(exchange.head().path());
    if (connecting == null && isBelowWebSocket(exchange.head().path())) {
      exchange.respond(
          HttpResponseStatus.NOT_FOUND,
          "Not found: plain WebSockets only, at the path before it (http.websocket-paths); SockJS"
              + " clients connect to one of http.sockjs-paths\n");
    } else if (connecting == null) {
      pages.serve(exchange);
    } else if (origins.allows(exchange.head())) {
      connecting.serve(exchange);
    } else {
      refuseOrigin(exchange);
    }
  }

  private void refuseHost(HttpExchange exchange) {
    counters.refused("host");
    refusals.log(
        unsaid ->
            log.info(
                "host refused: remote={} host={} ({} more such lines left out); name it in"
                    + " http.hosts if it is the relay's",
                exchange.head().client().address(),
                LogText.safe(exchange.head().header("Host")),
                unsaid));
    exchange.respond(
        HttpResponseStatus.MISDIRECTED_REQUEST, "The relay has another name (http.hosts)\n");
  }

  private void refuseOrigin(HttpExchange exchange) {
    counters.refused("origin");
    refusals.log(
        unsaid ->
            log.info(
                "origin refused: remote={} origin={} ({} more such lines left out); see"
                    + " http.origins",
                exchange.head().client().address(),
                LogText.safe(exchange.head().header("Origin")),
                unsaid));
    exchange.respond(HttpResponseStatus.FORBIDDEN, "Origin not allowed\n");
  }

  /** Most of what is too long is a token that should be elsewhere. */
  @Override
  public void refused(RequestHead head, HttpResponseStatus status) {
    @Nullable String reason =
        switch (status.code()) {
          case 414 -> "request-line-too-long";
          case 431 -> "headers-too-long";
          default -> null;
        };
    if (reason != null) {
      counters.refused(reason);
      refusals.log(
          unsaid ->
              log.info(
                  "request refused: remote={} {} ({} more such lines left out); a long token goes"
                      + " into CONNECT",
                  head.client().address(),
                  reason,
                  unsaid));
    }
  }

  @Override
  public int bodyLimit(RequestHead head) {
    @Nullable HttpService connecting = connecting(head.path());
    return connecting == null ? pages.bodyLimit(head) : connecting.bodyLimit(head);
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Returns whether it is a SockJS client's path below that of a WebSocket. */
  private boolean isBelowWebSocket(String path) {
    return webSocketPaths.stream()
        .anyMatch(door -> !door.equals("/") && path.startsWith(door + "/"));
  }

  private @Nullable HttpService connecting(String path) {
    if (webSocketPaths.contains(withoutSlash(path))) {
      return webSocket;
    }
    int end = path.length();
    while (end > 0) {
      @Nullable HttpService endpoint = sockJs.get(path.substring(0, end));
      if (endpoint != null) {
        return endpoint;
      }
      end = path.lastIndexOf('/', end - 1);
    }
    return null;
  }
}
