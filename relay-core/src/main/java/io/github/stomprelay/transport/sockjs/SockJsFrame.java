package io.github.stomprelay.transport.sockjs;

import java.util.Collection;

/** The frames from server to client, as text. */
final class SockJsFrame {
  static final String OPEN = "o";
  static final String HEARTBEAT = "h";

  private SockJsFrame() {}

  static String close(int code, String reason) {
    StringBuilder frame = new StringBuilder("c[").append(code).append(',');
    JsonText.quote(reason, frame);
    return frame.append(']').toString();
  }

  static String messages(Collection<String> messages) {
    StringBuilder frame = new StringBuilder("a[");
    String comma = "";
    for (String message : messages) {
      frame.append(comma);
      JsonText.quote(message, frame);
      comma = ",";
    }
    return frame.append(']').toString();
  }
}
