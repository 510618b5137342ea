package io.github.stomprelay.stomp;

import java.nio.charset.StandardCharsets;

/** Recognizes clients of other protocols by their first bytes, to tell them so. */
final class ForeignProtocol {
  /** First octet of a TLS handshake record. */
  static final int TLS_HANDSHAKE = 0x16;

  private static final String[] HTTP = {
    "GET /", "HEAD /", "POST /", "PUT /", "DELETE /", "OPTIONS ", "PATCH /", "TRACE /", "PRI * HTTP"
  };

  private ForeignProtocol() {}

  static ProtocolException tls() {
    return ProtocolException.malformed(
        "this is the STOMP port, without TLS, and the client began a TLS handshake: "
            + "connect without TLS, or to the port that speaks it");
  }

  static ProtocolException http() {
    return ProtocolException.malformed(
        "this is the STOMP port, and the client sent an HTTP request: "
            + "WebSocket and SockJS clients connect to the HTTP port");
  }

  /**
   * Returns whether the first line of a connection is that of an HTTP request, as far as it is
   * there.
   */
  static boolean isHttp(byte[] line, int from, int to) {
    String start = new String(line, from, Math.min(12, to - from), StandardCharsets.ISO_8859_1);
    for (String request : HTTP) {
      if (start.startsWith(request)) {
        return true;
      }
    }
    return false;
  }
}
