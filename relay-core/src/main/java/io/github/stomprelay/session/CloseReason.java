package io.github.stomprelay.session;

/**
 * Why a session ended: the word for logs and the label for metrics, and the WebSocket close code it
 * maps to.
 */
public enum CloseReason {
  DISCONNECT("disconnect", 1000),
  CLIENT_GONE("client-gone", 1000),
  PROTOCOL_ERROR("protocol-error", 1002),
  FRAME_TOO_LARGE("frame-too-large", 1009),
  REFUSED("refused", 1000),
  LOGIN_REFUSED("login-refused", 1000),
  LOGIN_TIMEOUT("login-timeout", 1000),
  HEART_BEAT_MISSED("heart-beat-missed", 1000),
  TOKEN_EXPIRED("token-expired", 4001),
  TOKEN_REVOKED("token-revoked", 1008),
  SLOW_CLIENT("slow-client", 1013),
  RATE_LIMITED("rate-limited", 1013),
  MEMORY("memory-limit", 1013),
  BROKER_FAILED("broker-failed", 1011),
  OPERATOR("operator", 1008),
  SHUTDOWN("shutdown", 1012),
  INTERNAL_ERROR("internal-error", 1011);

  private final String label;
  private final int webSocketCode;

  CloseReason(String label, int webSocketCode) {
    this.label = label;
    this.webSocketCode = webSocketCode;
  }

  /** The word for logs and metrics. */
  public String label() {
    return label;
  }

  /** The close code for a WebSocket, and for SockJS, unless the transport is told another one. */
  public int webSocketCode() {
    return webSocketCode;
  }
}
