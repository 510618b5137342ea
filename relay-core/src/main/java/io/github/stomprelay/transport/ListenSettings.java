package io.github.stomprelay.transport;

import io.github.stomprelay.setting.NetworkTypes;
import io.github.stomprelay.setting.Port;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.transport.TlsSettings.ClientCertificates;
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
public record ListenSettings(
    Door stomp, Door stomps, Door http, Door https, List<String> proxyTrusted) {
  /**
   * One door.
   *
   * @param proxyProtocol every connection begins with a PROXY protocol header
   * @param clients NONE on listeners without TLS
   */
  public record Door(String bind, Port port, boolean proxyProtocol, ClientCertificates clients) {
    boolean isWildcard() {
      return bind.equals("0.0.0.0") || bind.equals("::");
    }
  }

  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final DoorSettings STOMP =
      new DoorSettings("stomp", "STOMP over TCP", "61613", false);
  private static final DoorSettings STOMPS =
      new DoorSettings("stomps", "STOMP over TLS (usually 61614)", "off", true);
  private static final DoorSettings HTTP =
      new DoorSettings("http", "WebSocket and SockJS", "8080", false);
  private static final DoorSettings HTTPS =
      new DoorSettings("https", "WebSocket and SockJS over TLS", "off", true);
  private static final Setting<List<String>> PROXY_TRUSTED =
      SETTINGS.add(
          "proxy-protocol.trusted",
          ValueTypes.list(NetworkTypes.NETWORK),
          "127.0.0.0/8,::1",
          "Networks of the proxies whose PROXY protocol header is believed.");

  /** Returns what is configured. */
  public static ListenSettings from(Values values) {
    ListenSettings settings =
        new ListenSettings(
            STOMP.door(values),
            STOMPS.door(values),
            HTTP.door(values),
            HTTPS.door(values),
            values.get(PROXY_TRUSTED));
    settings.check(values);
    return settings;
  }

  /** Returns whether any listener speaks TLS. */
  public boolean usesTls() {
    return !stomps.port.isOff() || !https.port.isOff();
  }

  /** Returns whether a listener asks clients for a certificate. */
  public boolean asksForCertificates() {
    return stomps.clients != ClientCertificates.NONE || https.clients != ClientCertificates.NONE;
  }

  /** The setting that asks for TLS. */
  Setting<?> tlsPort() {
    return stomps.port.isOff() ? HTTPS.port : STOMPS.port;
  }

  /** The setting that asks for certificates. */
  Setting<?> clientAuth() {
    return stomps.clients == ClientCertificates.NONE ? HTTPS.clientAuth() : STOMPS.clientAuth();
  }

  private void check(Values values) {
    if (stomp.port.isOff() && http.port.isOff() && !usesTls()) {
      values.error(
          STOMP.port,
          "every listener is off",
          "give stomp.port, stomps.port, http.port or https.port a port");
    }
    List<DoorSettings> settings = List.of(STOMP, STOMPS, HTTP, HTTPS);
    List<Door> doors = List.of(stomp, stomps, http, https);
    for (int later = 1; later < doors.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (collide(doors.get(earlier), doors.get(later))) {
          values.error(
              settings.get(later).port,
              doors.get(later).port + " is taken by " + settings.get(earlier).port.key(),
              "give one of them another port");
        }
      }
    }
  }

  private static boolean collide(Door one, Door other) {
    return one.port.number() > 0
        && one.port.equals(other.port)
        && (one.bind.equals(other.bind) || one.isWildcard() || other.isWildcard());
  }

  /** The settings of one door. */
  private static final class DoorSettings {
    private final Setting<String> bind;
    private final Setting<Port> port;
    private final Setting<Boolean> proxyProtocol;
    private final @Nullable Setting<ClientCertificates> clientAuth;

    DoorSettings(String name, String purpose, String defaultPort, boolean tls) {
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
                  ClientCertificates.NONE,
                  "Whether clients of " + name + ".port show a certificate.")
              : null;
    }

    Setting<?> clientAuth() {
      return clientAuth == null ? port : clientAuth;
    }

    Door door(Values values) {
      return new Door(
          values.get(bind),
          values.get(port),
          values.get(proxyProtocol),
          clientAuth == null ? ClientCertificates.NONE : values.get(clientAuth));
    }
  }
}
