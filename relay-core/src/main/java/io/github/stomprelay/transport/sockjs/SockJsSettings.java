package io.github.stomprelay.transport.sockjs;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one SockJS endpoint behaves.
 *
 * @param transports those that are served; the paths of the others do not exist
 * @param responseLimit bytes after which a streaming response ends and the client asks anew
 * @param heartbeat after which time without data an {@code h} is sent, or a ping on WebSockets
 * @param disconnectDelay how long a session waits for the client's next request
 * @param cookieNeeded whether replies carry {@code JSESSIONID}, for balancers that stick to it
 * @param clientLibrary URL of sockjs-client for the iframe page; starts with {@code /} or {@code
 *     http}
 * @param baseUrl for {@code /info}: where clients find the transports, or null for the same place
 * @param maxSessions sessions over HTTP transports
 * @param maxSessionsPerAddress the same of one client address; 0 for no limit
 * @param sameAddress whether all requests of a session must come from one address; switch it off
 *     for clients that roam between networks, or that come by several proxies
 */
public record SockJsSettings(
    Set<SockJsTransport> transports,
    int responseLimit,
    Duration heartbeat,
    Duration disconnectDelay,
    boolean cookieNeeded,
    String clientLibrary,
    @Nullable String baseUrl,
    int maxSessions,
    int maxSessionsPerAddress,
    boolean sameAddress) {

  /** sockjs-node's own figures. */
  public static final SockJsSettings DEFAULT =
      new SockJsSettings(
          EnumSet.allOf(SockJsTransport.class),
          128 << 10,
          Duration.ofSeconds(25),
          Duration.ofSeconds(5),
          false,
          "https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js",
          null,
          50_000,
          0,
          true);

  public SockJsSettings {
    transports = Set.copyOf(transports);
    if (!clientLibrary.startsWith("/") && !clientLibrary.startsWith("http")) {
      throw new IllegalArgumentException(
          "client library '" + clientLibrary + "': must start with / or http");
    }
    if (clientLibrary.chars().anyMatch(c -> c <= ' ' || "\"'<>&".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "client library '" + clientLibrary + "': not fit for an HTML attribute");
    }
  }
}
