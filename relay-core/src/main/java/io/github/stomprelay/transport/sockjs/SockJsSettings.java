package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
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
  public static final SettingGroup SETTINGS = new SettingGroup("SockJS");
  private static final Setting<Duration> HEARTBEAT =
      SETTINGS.duration(
          "sockjs.heartbeat", "25s", "Time without data after which an h frame is sent.");
  private static final Setting<Duration> DISCONNECT_DELAY =
      SETTINGS.duration(
          "sockjs.disconnect-delay",
          "5s",
          "Time without a receiving request after which a session ends.");
  private static final Setting<Integer> RESPONSE_LIMIT =
      SETTINGS.bytes(
          "sockjs.response-limit", "128 KiB", "Size at which a streaming response is ended.");
  private static final Setting<Boolean> COOKIE =
      SETTINGS.flag(
          "sockjs.cookie",
          false,
          "Set the cookie JSESSIONID, for balancers that stick to a cookie.");
  private static final Setting<String> CLIENT_LIBRARY =
      SETTINGS.text(
          "sockjs.client-library",
          "https://cdn.jsdelivr.net/npm/sockjs-client@1/dist/sockjs.min.js",
          "Where the iframe loads sockjs-client from; must be the version that the page uses.");
  private static final Setting<Boolean> WEBSOCKET =
      SETTINGS.flag("sockjs.websocket", true, "Offer the WebSocket transport.");
  private static final Setting<List<String>> DISABLED_TRANSPORTS =
      SETTINGS.add(
          "sockjs.disabled-transports",
          ValueTypes.list(
              ValueTypes.oneOf("xhr", "xhr-streaming", "eventsource", "htmlfile", "jsonp")),
          "",
          "Transports that are not offered.");

  private static final Setting<String> BASE_URL =
      SETTINGS.text(
          "sockjs.base-url", "", "Where clients find the transports; empty: the same place.");
  private static final Setting<Integer> MAX_SESSIONS =
      SETTINGS.count(
          "sockjs.max-sessions", 1, 10_000_000, 50_000, "Sessions over HTTP transports.");
  private static final Setting<Integer> MAX_SESSIONS_PER_ADDRESS =
      SETTINGS.limitOrOff(
          "sockjs.max-sessions-per-address",
          "off",
          "Sessions over HTTP transports from one address.");
  private static final Setting<Boolean> SAME_ADDRESS =
      SETTINGS.flag(
          "sockjs.same-address", true, "All requests of a session must come from one address.");

  /** Without any settings: sockjs-node's own figures. */
  public static final SockJsSettings DEFAULT = from(Values.defaults());

  /** Takes a copy. */
  public SockJsSettings {
    transports = Set.copyOf(transports);
  }

  /** Returns what is configured. */
  public static SockJsSettings from(Values values) {
    SockJsSettings settings =
        new SockJsSettings(
            transports(values),
            values.get(RESPONSE_LIMIT),
            values.get(HEARTBEAT),
            values.get(DISCONNECT_DELAY),
            values.get(COOKIE),
            values.get(CLIENT_LIBRARY),
            values.textOrNull(BASE_URL),
            values.get(MAX_SESSIONS),
            values.get(MAX_SESSIONS_PER_ADDRESS),
            values.get(SAME_ADDRESS));
    checkLibrary(values, settings.clientLibrary);
    return settings;
  }

  private static void checkLibrary(Values values, String url) {
    if (!url.startsWith("/") && !url.startsWith("http")) {
      values.error(
          CLIENT_LIBRARY, "'" + url + "' is not a URL", "let it start with / or with http");
    }
    if (url.chars().anyMatch(c -> c <= ' ' || "\"'<>&".indexOf(c) >= 0)) {
      values.error(
          CLIENT_LIBRARY,
          "'" + url + "' does not fit into an HTML attribute",
          "write blanks and \"'<>& as percent codes");
    }
  }

  private static Set<SockJsTransport> transports(Values values) {
    EnumSet<SockJsTransport> transports = EnumSet.allOf(SockJsTransport.class);
    if (!values.get(WEBSOCKET)) {
      transports.remove(SockJsTransport.WEBSOCKET);
      transports.remove(SockJsTransport.RAW_WEBSOCKET);
    }
    for (String disabled : values.get(DISABLED_TRANSPORTS)) {
      transports.remove(
          SockJsTransport.valueOf(disabled.replace('-', '_').toUpperCase(Locale.ROOT)));
    }
    return transports;
  }
}
