package io.github.stomprelay.config;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What browsers meet before the first STOMP frame: paths and origins.
 *
 * @param hosts names by which the relay may be called; empty: see {@code TransportSetup}
 * @param origins allowed beside the relay's own host; {@code *} for all
 * @param cors whether allowed origins are answered with CORS headers
 * @param headers of every answer, by their names
 * @param trustedProxies networks whose X-Forwarded-For and Forwarded headers are believed
 * @param requestTimeout from the first byte of a request to its last
 * @param idleTimeout between two requests on a connection
 */
public record HttpConfig(
    List<String> webSocketPaths,
    List<String> sockJsPaths,
    List<String> hosts,
    List<String> origins,
    boolean cors,
    Map<String, String> headers,
    List<String> trustedProxies,
    Duration requestTimeout,
    Duration idleTimeout) {
  static final SettingGroup SETTINGS = new SettingGroup("HTTP");
  private static final Setting<List<String>> WEBSOCKET_PATHS =
      SETTINGS.add(
          "http.websocket-paths",
          ValueTypes.list(NetworkTypes.URL_PATH),
          "/ws",
          "Paths of plain WebSocket endpoints.");
  private static final Setting<List<String>> SOCKJS_PATHS =
      SETTINGS.add(
          "http.sockjs-paths",
          ValueTypes.list(NetworkTypes.URL_PATH),
          "/coco",
          "Paths of SockJS endpoints; may be the same as those of WebSocket.");
  private static final Setting<List<String>> HOSTS =
      SETTINGS.add(
          "http.hosts",
          ValueTypes.list(NetworkTypes.HOST_NAME),
          "",
          "Names (Host) of the listeners http and https; * for all. Empty: all, but loopback's own"
              + " on a loopback bind.");
  private static final Setting<List<String>> ORIGINS =
      SETTINGS.add(
          "http.origins",
          ValueTypes.list(NetworkTypes.ORIGIN),
          "",
          "Origins of pages that may connect, beside those of the relay's own host; * for all.");
  private static final Setting<Boolean> CORS =
      SETTINGS.flag("http.cors", true, "Answer allowed origins with CORS headers.");
  private static final Setting<String> HEADER =
      SETTINGS.text(
          "http.header.<header>",
          "",
          "A header of every answer that has it not already, such as Strict-Transport-Security.");
  private static final Setting<List<String>> TRUSTED_PROXIES =
      SETTINGS.add(
          "http.trusted-proxies",
          ValueTypes.list(NetworkTypes.NETWORK),
          "",
          "Networks of the proxies whose X-Forwarded-For is believed.");
  private static final Setting<Duration> REQUEST_TIMEOUT =
      SETTINGS.duration(
          "http.request-timeout", "10s", "Time for a request, from its first byte to its last.");
  private static final Setting<Duration> IDLE_TIMEOUT =
      SETTINGS.duration("http.idle-timeout", "75s", "Time between two requests on a connection.");

  static HttpConfig from(Values values) {
    return new HttpConfig(
        values.get(WEBSOCKET_PATHS),
        values.get(SOCKJS_PATHS),
        values.get(HOSTS),
        values.get(ORIGINS),
        values.get(CORS),
        ResponseHeaders.from(values, HEADER),
        values.get(TRUSTED_PROXIES),
        values.get(REQUEST_TIMEOUT),
        values.get(IDLE_TIMEOUT));
  }
}
