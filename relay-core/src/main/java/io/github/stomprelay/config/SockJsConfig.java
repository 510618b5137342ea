package io.github.stomprelay.config;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;

/**
 * SockJS.
 *
 * @param responseLimit bytes after which a streaming response is ended and a new one asked for
 * @param cookie whether JSESSIONID is set, for balancers that stick to a cookie
 * @param clientLibrary where the iframe page loads sockjs-client from
 * @param webSocket whether clients may use a WebSocket
 * @param disabledTransports those that answer 404
 * @param baseUrl for /info: where clients find the transports; empty: the same place
 * @param maxSessions over HTTP transports
 * @param maxSessionsPerAddress 0: no limit
 * @param sameAddress whether all requests of a session must come from one address
 */
public record SockJsConfig(
    Duration heartbeat,
    Duration disconnectDelay,
    int responseLimit,
    boolean cookie,
    String clientLibrary,
    boolean webSocket,
    List<String> disabledTransports,
    String baseUrl,
    int maxSessions,
    int maxSessionsPerAddress,
    boolean sameAddress) {
  static final SettingGroup SETTINGS = new SettingGroup("SockJS");
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

  static SockJsConfig from(Values values) {
    return new SockJsConfig(
        values.get(HEARTBEAT),
        values.get(DISCONNECT_DELAY),
        values.get(RESPONSE_LIMIT),
        values.get(COOKIE),
        values.get(CLIENT_LIBRARY),
        values.get(WEBSOCKET),
        values.get(DISABLED_TRANSPORTS),
        values.get(BASE_URL),
        values.get(MAX_SESSIONS),
        values.get(MAX_SESSIONS_PER_ADDRESS),
        values.get(SAME_ADDRESS));
  }
}
