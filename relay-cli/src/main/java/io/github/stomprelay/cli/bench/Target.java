package io.github.stomprelay.cli.bench;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * The server: {@code tcp://host:port}, or {@code ws://host:port/path}, where the path may be a
 * SockJS endpoint's raw one such as {@code /coco/websocket}.
 */
public record Target(URI uri) {
  /** The WebSocket of a relay with default settings. */
  public static final String DEFAULT = "ws://127.0.0.1:8080/ws";

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException says what is wrong
   */
  public static Target parse(String text) {
    try {
      URI uri = new URI(text);
      boolean known = "tcp".equals(uri.getScheme()) || "ws".equals(uri.getScheme());
      if (!known || uri.getHost() == null || uri.getPort() < 1) {
        throw wrong(text);
      }
      return new Target(uri);
    } catch (URISyntaxException e) {
      throw wrong(text);
    }
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a server: take tcp://host:port or ws://host:port/path");
  }

  boolean isWebSocket() {
    return "ws".equals(uri.getScheme());
  }

  String host() {
    // an IPv6 address has brackets in a URI, and none elsewhere
    return uri.getHost().replaceAll("[\\[\\]]", "");
  }

  int port() {
    return uri.getPort();
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
