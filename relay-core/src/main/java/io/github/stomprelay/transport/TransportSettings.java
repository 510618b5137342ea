package io.github.stomprelay.transport;

import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.ValueTypes;
import io.github.stomprelay.setting.Values;
import io.github.stomprelay.stomp.FrameLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * What holds for all listeners.
 *
 * @param connecting limits of a frame before login
 * @param connected limits of a frame after it
 * @param maxConnections sockets of all listeners together; more are closed at once
 * @param maxConnectionsPerAddress sockets of one client address; 0 for no limit
 * @param connects new sockets of all clients
 * @param connectsPerAddress new sockets of one client address
 * @param replaceNul whether a NUL in a body reaches clients that may split on it as U+FFFD ({@link
 *     io.github.stomprelay.session.Peer#splitsOnNul}); else as it is
 * @param strictEscapes whether headers are escaped by the letter of the specification
 * @param trailingLf whether a line feed follows the NUL of each frame
 * @param tokens where the HTTP request that opens a session may carry a token
 * @param responseHeaders of every HTTP answer that does not have them already
 * @param tokenExpiredCode with which a WebSocket or SockJS session closes whose token has expired
 * @param closeTimeout how long a closing connection may take to flush what was sent
 * @param backlog connections that the operating system keeps waiting
 * @param keepAlive whether the operating system probes idle connections
 */
public record TransportSettings(
    FrameLimits connecting,
    FrameLimits connected,
    int maxConnections,
    int maxConnectionsPerAddress,
    Rate connects,
    Rate connectsPerAddress,
    boolean replaceNul,
    boolean strictEscapes,
    boolean trailingLf,
    RequestCredentials tokens,
    Map<String, String> responseHeaders,
    int tokenExpiredCode,
    Duration closeTimeout,
    int backlog,
    boolean keepAlive) {
  /** What becomes of a NUL in a body towards clients that split on NUL. */
  private enum NulInBody {
    /** U+FFFD in its place, and a header that says so. */
    REPLACE,
    /** As it is: for pages known to honour content-length. */
    PASS
  }

  /** In which frames headers are escaped. */
  private enum Escapes {
    /** As RabbitMQ's plugin: all escapes in every version and frame. */
    RABBITMQ,
    /** By the letter of the specification. */
    STANDARD
  }

  public static final SettingGroup SOCKET_SETTINGS = SettingGroup.part();
  private static final Setting<Integer> BACKLOG =
      SOCKET_SETTINGS.count("tcp.backlog", 1, 65535, 1024, "Connections waiting to be accepted.");
  private static final Setting<Boolean> KEEP_ALIVE =
      SOCKET_SETTINGS.flag("tcp.keep-alive", true, "TCP keep-alive on client connections.");

  public static final SettingGroup HEADER_SETTINGS = SettingGroup.part();
  private static final Setting<String> HEADER =
      HEADER_SETTINGS.text(
          "http.header.<header>",
          "",
          "A header of every answer that has it not already, such as Strict-Transport-Security.");

  public static final SettingGroup WEBSOCKET_SETTINGS = SettingGroup.part();
  private static final Setting<NulInBody> NUL_IN_BODY =
      WEBSOCKET_SETTINGS.choice(
          "websocket.nul-in-body",
          NulInBody.REPLACE,
          "What becomes of a NUL in a body, towards clients that may take it for the frame's end.");

  private static final Setting<String> TOKEN_EXPIRED_CODE =
      WEBSOCKET_SETTINGS.add(
          "websocket.token-expired-code",
          ValueTypes.oneOf("4001", "1008"),
          String.valueOf(CloseReason.TOKEN_EXPIRED.webSocketCode()),
          "Close code, of SockJS as well, when a session's token has expired.");

  public static final SettingGroup STOMP_SETTINGS = SettingGroup.part();
  private static final Setting<Escapes> ESCAPES =
      STOMP_SETTINGS.choice(
          "stomp.escapes",
          Escapes.RABBITMQ,
          "rabbitmq: all escapes in every frame; standard: none in 1.0, CONNECT and CONNECTED, none"
              + " for CR in 1.1.");
  private static final Setting<Boolean> TRAILING_LF =
      STOMP_SETTINGS.flag(
          "stomp.trailing-lf",
          true,
          "A line feed follows the NUL of each frame, as with RabbitMQ's plugin.");

  public static final SettingGroup LIMIT_SETTINGS = SettingGroup.part();
  private static final Setting<Integer> CONNECTIONS =
      LIMIT_SETTINGS.count(
          "limits.connections", 1, 10_000_000, 100_000, "Connections of the whole relay.");
  private static final Setting<Integer> CONNECTIONS_PER_ADDRESS =
      LIMIT_SETTINGS.limitOrOff(
          "limits.connections-per-address", "off", "Connections from one address.");

  public static final SettingGroup RATE_SETTINGS = SettingGroup.part();
  private static final Setting<Integer> CONNECT_RATE =
      RATE_SETTINGS.limitOrOff(
          "limits.connect-rate", "off", "New connections in a second, whole relay.");
  private static final Setting<Integer> CONNECT_RATE_PER_ADDRESS =
      RATE_SETTINGS.limitOrOff(
          "limits.connect-rate-per-address",
          "off",
          "New connections from one address in a second; more are refused.");
  private static final Setting<Integer> CONNECT_BURST_PER_ADDRESS =
      RATE_SETTINGS.count(
          "limits.connect-burst-per-address",
          1,
          1_000_000,
          100,
          "New connections at once from an address that has been quiet.");

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Without any settings. */
  public static final TransportSettings DEFAULT = from(Values.defaults(), Set.of());

  /**
   * Returns what is configured.
   *
   * @param credentials where a request may carry some: see {@link RequestCredentials}
   */
  public static TransportSettings from(Values values, Set<String> credentials) {
    return new TransportSettings(
        FrameLimits.connecting(values),
        FrameLimits.connected(values),
        values.get(CONNECTIONS),
        values.get(CONNECTIONS_PER_ADDRESS),
        Rate.of(values.get(CONNECT_RATE)),
        Rate.of(values.get(CONNECT_RATE_PER_ADDRESS), values.get(CONNECT_BURST_PER_ADDRESS)),
        values.get(NUL_IN_BODY) == NulInBody.REPLACE,
        values.get(ESCAPES) == Escapes.STANDARD,
        values.get(TRAILING_LF),
        new RequestCredentials(credentials),
        ResponseHeaders.from(values, HEADER),
        Integer.parseInt(values.get(TOKEN_EXPIRED_CODE)),
        CLOSE_TIMEOUT,
        values.get(BACKLOG),
        values.get(KEEP_ALIVE));
  }

  /** The close code of a WebSocket, and of SockJS. */
  int closeCode(CloseReason reason) {
    return reason == CloseReason.TOKEN_EXPIRED ? tokenExpiredCode : reason.webSocketCode();
  }
}
