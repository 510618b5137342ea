package io.github.stomprelay.stomp;

import io.github.stomprelay.setting.Setting;
import io.github.stomprelay.setting.SettingGroup;
import io.github.stomprelay.setting.Values;

/**
 * What a frame may measure, in bytes as on the wire. A breach is a {@link ProtocolException} that
 * names the setting: {@code limits.frame-bytes}, {@code limits.headers}, {@code
 * limits.header-bytes}, {@code limits.body-bytes}. The decoder has one set at a time: whoever owns
 * it starts with the narrow set ({@code limits.connect-frame-bytes}) and hands it the wide one
 * after login.
 *
 * @param frameBytes the whole frame, from its command to its NUL, both included
 * @param headers number of header lines, repeated ones included
 * @param headerBytes one header line, without its end of line
 * @param bodyBytes the body, without its NUL
 */
public record FrameLimits(int frameBytes, int headers, int headerBytes, int bodyBytes) {
  public static final SettingGroup SETTINGS = SettingGroup.part();
  private static final Setting<Integer> FRAME_BYTES =
      SETTINGS.bytes("limits.frame-bytes", "4 MiB", "Largest frame after login.");
  private static final Setting<Integer> CONNECT_FRAME_BYTES =
      SETTINGS.bytes("limits.connect-frame-bytes", "64 KiB", "Largest frame before login.");
  private static final Setting<Integer> HEADERS =
      SETTINGS.count("limits.headers", 8, 10000, 100, "Header lines of a frame.");
  private static final Setting<Integer> HEADER_BYTES =
      SETTINGS.bytes("limits.header-bytes", "100 KiB", "Longest header line.");
  private static final Setting<Integer> BODY_BYTES =
      SETTINGS.bytes("limits.body-bytes", "4 MiB", "Largest body.");

  /** After login, unless configured otherwise: RabbitMQ's own limits. */
  public static final FrameLimits CONNECTED = connected(Values.defaults());

  /** Before login, unless configured otherwise. */
  public static final FrameLimits CONNECTING = connecting(Values.defaults());

  private static final int LEAST_CONNECT_FRAME = 1024;

  public FrameLimits {
    if (frameBytes < 1 || headers < 0 || headerBytes < 1 || bodyBytes < 0) {
      throw new IllegalArgumentException(
          "limits of a frame are positive: frame-bytes "
              + frameBytes
              + ", headers "
              + headers
              + ", header-bytes "
              + headerBytes
              + ", body-bytes "
              + bodyBytes);
    }
  }

  /** The limits after login that are configured. */
  public static FrameLimits connected(Values values) {
    FrameLimits limits =
        new FrameLimits(
            Math.max(1, values.get(FRAME_BYTES)),
            values.get(HEADERS),
            headerBytes(values),
            values.get(BODY_BYTES));
    if (limits.frameBytes < values.get(CONNECT_FRAME_BYTES)) {
      values.error(
          FRAME_BYTES, "is below limits.connect-frame-bytes", "raise it, or lower the other");
    }
    if (limits.bodyBytes > limits.frameBytes) {
      values.error(BODY_BYTES, "is above limits.frame-bytes", "lower it, or raise the other");
    }
    return limits;
  }

  /** The limits before login that are configured. */
  public static FrameLimits connecting(Values values) {
    int frame = values.get(CONNECT_FRAME_BYTES);
    if (frame < LEAST_CONNECT_FRAME) {
      values.error(CONNECT_FRAME_BYTES, "leaves no room for a CONNECT", "set at least 1 KiB");
    }
    int least = Math.max(1, frame);
    return new FrameLimits(least, values.get(HEADERS), Math.min(least, headerBytes(values)), least);
  }

  private static int headerBytes(Values values) {
    int bytes = values.get(HEADER_BYTES);
    if (bytes < 1) {
      values.error(HEADER_BYTES, "leaves no room for a header", "set at least 1 KiB");
    }
    return Math.max(1, bytes);
  }

  ProtocolException frameTooLarge() {
    return ProtocolException.tooLarge(
        "frame is larger than " + frameBytes + " bytes (limits.frame-bytes)");
  }

  ProtocolException tooManyHeaders() {
    return ProtocolException.tooLarge(
        "frame has more than " + headers + " headers (limits.headers)");
  }

  ProtocolException headerTooLong() {
    return ProtocolException.tooLarge(
        "header line is longer than " + headerBytes + " bytes (limits.header-bytes)");
  }

  ProtocolException bodyTooLarge() {
    return ProtocolException.tooLarge(
        "body is larger than " + bodyBytes + " bytes (limits.body-bytes)");
  }
}
