package io.github.stomprelay.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A frame as a test client read it. Header values are unescaped (not in CONNECTED); the first of a
 * name counts.
 */
public final class StompFrame {

  private final String command;
  private final List<Map.Entry<String, String>> headers;
  private final String head;
  private final byte[] body;

  StompFrame(String command, List<Map.Entry<String, String>> headers, String head, byte[] body) {
    this.command = command;
    this.headers = List.copyOf(headers);
    this.head = head;
    this.body = body;
  }

  public String command() {
    return command;
  }

  /** All headers in the order of arrival, repeated ones too. */
  public List<Map.Entry<String, String>> headers() {
    return headers;
  }

  /** The first header of that name, or null. */
  public @Nullable String header(String name) {
    return headers.stream()
        .filter(h -> h.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(null);
  }

  /** Command and header lines as they stood on the wire, escapes and all; each ends with LF. */
  public String head() {
    return head;
  }

  public byte[] body() {
    return body.clone();
  }

  /** The body as UTF-8 text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return command + headers + " " + text();
  }
}
