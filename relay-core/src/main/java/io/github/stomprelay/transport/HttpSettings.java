package io.github.stomprelay.transport;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.Neighbour;
import io.github.stomprelay.transport.http.OriginPolicy;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What browsers meet before the first STOMP frame: paths, names and origins.
 *
 * @param hosts names by which the relay may be called; empty: see {@link #hosts(InetSocketAddress)}
 * @param origins allowed beside the relay's own host; {@code *} for all
 * @param cors whether allowed origins are answered with CORS headers
 * @param trustedProxies networks whose X-Forwarded-For and Forwarded headers are believed
 */
public record HttpSettings(
    List<String> webSocketPaths,
    List<String> sockJsPaths,
    List<String> hosts,
    List<String> origins,
    boolean cors,
    List<String> trustedProxies) {
  public static final SettingGroup SETTINGS = SettingGroup.part();
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
          "Origins of pages that may connect, in addition to those of the relay's own host; * for"
              + " all.");
  private static final Setting<Boolean> CORS =
      SETTINGS.flag("http.cors", true, "Answer allowed origins with CORS headers.");

  public static final SettingGroup PROXY_SETTINGS = SettingGroup.part();
  private static final Setting<List<String>> TRUSTED_PROXIES =
      PROXY_SETTINGS.add(
          "http.trusted-proxies",
          ValueTypes.list(NetworkTypes.NETWORK),
          "",
          "Networks of the proxies whose X-Forwarded-For is believed.");

  /** Returns what is configured. */
  public static HttpSettings from(Values values) {
    return new HttpSettings(
        values.get(WEBSOCKET_PATHS),
        values.get(SOCKJS_PATHS),
        values.get(HOSTS),
        values.get(ORIGINS),
        values.get(CORS),
        values.get(TRUSTED_PROXIES));
  }

  /** Returns whether any page may connect, whatever its origin. */
  public boolean letsAnyPageIn() {
    return origins.contains("*") || origins.contains("null");
  }

  /**
   * The names by which a listener at this address may be called. A relay for this machine alone is
   * called by its names, or by those that its pages have; one for others has names that it cannot
   * know.
   */
  public HostNames hosts(InetSocketAddress address) {
    if (!hosts.isEmpty()) {
      return HostNames.of(hosts);
    }
    return Neighbour.isLocal(address)
        ? HostNames.withLoopback(OriginPolicy.hosts(origins))
        : HostNames.ANY;
  }
}
