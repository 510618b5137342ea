package io.github.stomprelay.transport;

import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.stomp.FrameLimits;
import java.time.Duration;
import java.util.Map;

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
  /** The limits of RabbitMQ's plugin, 100,000 connections. */
  public static final TransportSettings DEFAULT =
      new TransportSettings(
          FrameLimits.CONNECTING,
          FrameLimits.CONNECTED,
          100_000,
          0,
          Rate.OFF,
          Rate.OFF,
          true,
          false,
          true,
          RequestCredentials.NONE,
          Map.of(),
          CloseReason.TOKEN_EXPIRED.webSocketCode(),
          Duration.ofSeconds(2),
          1024,
          true);

  /** The close code of a WebSocket, and of SockJS. */
  int closeCode(CloseReason reason) {
    return reason == CloseReason.TOKEN_EXPIRED ? tokenExpiredCode : reason.webSocketCode();
  }
}
