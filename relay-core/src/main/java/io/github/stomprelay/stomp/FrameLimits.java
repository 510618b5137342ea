package io.github.stomprelay.stomp;

/**
 * What a frame may measure, in bytes as on the wire.
 *
 * @param frameBytes the whole frame, from its command to its NUL
 * @param headers number of header lines, repeated ones included
 * @param headerBytes one header line
 * @param bodyBytes the body
 */
public record FrameLimits(int frameBytes, int headers, int headerBytes, int bodyBytes) {
  /** After login, unless configured otherwise: RabbitMQ's own limits. */
  public static final FrameLimits CONNECTED = new FrameLimits(4 << 20, 100, 100 << 10, 4 << 20);

  /** Before login. */
  public static final FrameLimits CONNECTING = new FrameLimits(64 << 10, 100, 64 << 10, 64 << 10);
}
