package io.github.stomprelay.transport;

import java.time.Duration;

/**
 * How plain WebSockets are served.
 *
 * @param pingInterval between the server's pings, a second proof of life; zero for none
 * @param coalesceBytes up to which size the MESSAGEs of one turn share a WebSocket message; 0: one
 *     STOMP frame per WebSocket message, which every client understands
 * @param compression whether to accept permessage-deflate
 */
public record WebSocketSettings(Duration pingInterval, int coalesceBytes, boolean compression) {
  /** A ping every 25 s, one frame per message, no compression. */
  public static final WebSocketSettings DEFAULT =
      new WebSocketSettings(Duration.ofSeconds(25), 0, false);
}
