package io.github.stomprelay.session;

import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import java.util.Locale;

/**
 * Boolean headers as careless clients write them ({@code persistent:1}, {@code durable:YES}), read
 * as {@code true} and {@code false} before anybody else looks at the frame. Pure.
 */
final class LenientBooleans {
  private LenientBooleans() {}

  /** The frame itself, or where a boolean is written otherwise one that says the same. */
  static Frame read(Frame frame) {
    Headers headers = frame.headers();
    for (int i = 0; i < headers.size(); i++) {
      if (!plain(headers, i).equals(headers.value(i))) {
        return Frame.received(frame.word(), plain(headers), frame.body());
      }
    }
    return frame;
  }

  private static Headers plain(Headers headers) {
    Headers.Builder plain = new Headers.Builder();
    for (int i = 0; i < headers.size(); i++) {
      plain.add(headers.name(i), plain(headers, i));
    }
    return plain.build();
  }

  private static String plain(Headers headers, int index) {
    String value = headers.value(index);
    return isBoolean(headers.name(index)) ? plain(value) : value;
  }

  private static boolean isBoolean(String name) {
    return switch (name) {
      case "persistent",
          "durable",
          "auto-delete",
          "exclusive",
          "mandatory",
          "requeue",
          "x-single-active-consumer",
          "x-stream-match-unfiltered",
          "x-cancel-on-ha-failover" ->
          true;
      default -> false;
    };
  }

  private static String plain(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "1" -> "true";
      case "false", "no", "0" -> "false";
      default -> value;
    };
  }
}
