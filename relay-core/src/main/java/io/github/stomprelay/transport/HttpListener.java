package io.github.stomprelay.transport;

import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.sockjs.SockJsSettings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * STOMP for browsers: plain WebSocket and SockJS on one HTTP port.
 *
 * @param webSocketPaths exact paths of plain WebSockets, such as {@code /ws}
 * @param sockJs base paths of SockJS endpoints, such as {@code /coco}, without a slash at the end
 * @param hosts names by which the listener may be called
 * @param origins which pages may connect, for all of them
 * @param pages serves every other path; {@link HttpService#NOT_FOUND} for none
 */
public record HttpListener(
    String name,
    InetSocketAddress address,
    @Nullable TlsSettings tls,
    ProxySettings proxies,
    HttpLimits limits,
    HostNames hosts,
    OriginPolicy origins,
    List<String> webSocketPaths,
    WebSocketSettings webSocket,
    Map<String, SockJsSettings> sockJs,
    HttpService pages)
    implements Listener {

  public HttpListener {
    webSocketPaths = List.copyOf(webSocketPaths);
    sockJs = Map.copyOf(sockJs);
    for (String path : webSocketPaths) {
      checkPath(path);
    }
    for (String path : sockJs.keySet()) {
      checkPath(path);
    }
  }

  /** Without TLS and proxies: {@code /ws} and these SockJS paths, same origin only. */
  public static HttpListener plain(InetSocketAddress address, List<String> sockJsPaths) {
    Map<String, SockJsSettings> sockJs = new java.util.HashMap<>();
    sockJsPaths.forEach(path -> sockJs.put(path, SockJsSettings.DEFAULT));
    return new HttpListener(
        "http",
        address,
        null,
        ProxySettings.NONE,
        HttpLimits.DEFAULT,
        HostNames.ANY,
        OriginPolicy.SAME_ORIGIN,
        List.of("/ws"),
        WebSocketSettings.DEFAULT,
        sockJs,
        HttpService.NOT_FOUND);
  }

  private static void checkPath(String path) {
    if (!path.startsWith("/") || path.endsWith("/") || path.contains("?")) {
      throw new IllegalArgumentException(
          "path '" + path + "': must start with a slash and not end with one, such as /coco");
    }
  }
}
