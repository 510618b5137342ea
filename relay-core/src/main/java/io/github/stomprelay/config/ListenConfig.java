package io.github.stomprelay.config;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Port;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where clients come in.
 *
 * @param stomp STOMP over TCP
 * @param stomps STOMP over TLS
 * @param http WebSocket and SockJS
 * @param https the same over TLS
 * @param proxyTrusted networks from which a PROXY protocol header is believed
 */
public record ListenConfig(
    Listener stomp,
    Listener stomps,
    Listener http,
    Listener https,
    List<String> proxyTrusted,
    int backlog,
    boolean keepAlive) {
  /** Whether a listener with TLS asks for a certificate. */
  public enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /**
   * One door.
   *
   * @param proxyProtocol every connection begins with a PROXY protocol header
   * @param clientAuth NONE on listeners without TLS
   */
  public record Listener(String bind, Port port, boolean proxyProtocol, ClientAuth clientAuth) {
    boolean isWildcard() {
      return bind.equals("0.0.0.0") || bind.equals("::");
    }
  }

  static final SettingGroup SETTINGS = new SettingGroup("Listeners");
  private static final Door STOMP = new Door("stomp", "STOMP over TCP", "61613", false);
  private static final Door STOMPS =
      new Door("stomps", "STOMP over TLS (by custom 61614)", "off", true);
  private static final Door HTTP = new Door("http", "WebSocket and SockJS", "8080", false);
  private static final Door HTTPS = new Door("https", "WebSocket and SockJS over TLS", "off", true);
  private static final Setting<List<String>> PROXY_TRUSTED =
      SETTINGS.add(
          "proxy-protocol.trusted",
          ValueTypes.list(NetworkTypes.NETWORK),
          "127.0.0.0/8,::1",
          "Networks of the proxies whose PROXY protocol header is believed.");
  private static final Setting<Integer> BACKLOG =
      SETTINGS.count("tcp.backlog", 1, 65535, 1024, "Connections waiting to be accepted.");
  private static final Setting<Boolean> KEEP_ALIVE =
      SETTINGS.flag("tcp.keep-alive", true, "TCP keep-alive on client connections.");

  static ListenConfig from(Values values) {
    ListenConfig config =
        new ListenConfig(
            STOMP.listener(values),
            STOMPS.listener(values),
            HTTP.listener(values),
            HTTPS.listener(values),
            values.get(PROXY_TRUSTED),
            values.get(BACKLOG),
            values.get(KEEP_ALIVE));
    config.check(values);
    return config;
  }

  /** Whether any listener speaks TLS. */
  public boolean usesTls() {
    return !stomps.port.isOff() || !https.port.isOff();
  }

  /** Whether a listener asks clients for a certificate. */
  boolean asksForCertificates() {
    return stomps.clientAuth != ClientAuth.NONE || https.clientAuth != ClientAuth.NONE;
  }

  /** The setting that asks for TLS. */
  Setting<?> tlsPort() {
    return stomps.port.isOff() ? HTTPS.port : STOMPS.port;
  }

  /** The setting that asks for certificates. */
  Setting<?> clientAuth() {
    return stomps.clientAuth == ClientAuth.NONE ? HTTPS.clientAuth() : STOMPS.clientAuth();
  }

  private void check(Values values) {
    if (stomp.port.isOff() && http.port.isOff() && !usesTls()) {
      values.error(
          STOMP.port,
          "every listener is off",
          "give stomp.port, stomps.port, http.port or https.port a port");
    }
    List<Door> doors = List.of(STOMP, STOMPS, HTTP, HTTPS);
    List<Listener> listeners = List.of(stomp, stomps, http, https);
    for (int later = 1; later < doors.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (collide(listeners.get(earlier), listeners.get(later))) {
          values.error(
              doors.get(later).port,
              listeners.get(later).port + " is taken by " + doors.get(earlier).port.key(),
              "give one of them another port");
        }
      }
    }
  }

  private static boolean collide(Listener one, Listener other) {
    return one.port.number() > 0
        && one.port.equals(other.port)
        && (one.bind.equals(other.bind) || one.isWildcard() || other.isWildcard());
  }

  /** The settings of one listener. */
  private static final class Door {
    private final Setting<String> bind;
    private final Setting<Port> port;
    private final Setting<Boolean> proxyProtocol;
    private final @Nullable Setting<ClientAuth> clientAuth;

    Door(String name, String purpose, String defaultPort, boolean tls) {
      port =
          SETTINGS.add(name + ".port", ValueTypes.PORT, defaultPort, "Port for " + purpose + ".");
      bind =
          SETTINGS.add(
              name + ".bind",
              NetworkTypes.BIND,
              "0.0.0.0",
              "Address to listen on, for " + name + ".port.");
      proxyProtocol =
          SETTINGS.flag(
              name + ".proxy-protocol",
              false,
              "Every connection to "
                  + name
                  + ".port begins with a PROXY protocol header (v1 or v2).");
      clientAuth =
          tls
              ? SETTINGS.choice(
                  name + ".client-auth",
                  ClientAuth.NONE,
                  "Whether clients of " + name + ".port show a certificate.")
              : null;
    }

    Setting<?> clientAuth() {
      return clientAuth == null ? port : clientAuth;
    }

    Listener listener(Values values) {
      return new Listener(
          values.get(bind),
          values.get(port),
          values.get(proxyProtocol),
          clientAuth == null ? ClientAuth.NONE : values.get(clientAuth));
    }
  }
}
