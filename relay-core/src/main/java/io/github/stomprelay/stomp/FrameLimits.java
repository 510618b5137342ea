package io.github.stomprelay.stomp;

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
  /** After login, unless configured otherwise: RabbitMQ's own limits. */
  public static final FrameLimits CONNECTED = new FrameLimits(4 << 20, 100, 100 << 10, 4 << 20);

  /** Before login. */
  public static final FrameLimits CONNECTING = new FrameLimits(64 << 10, 100, 64 << 10, 64 << 10);

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
