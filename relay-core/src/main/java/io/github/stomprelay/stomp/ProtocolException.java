package io.github.stomprelay.stomp;

/**
 * Bytes that are no STOMP frame, or a frame beyond a limit. The message is fit for the ERROR frame:
 * it names what is wrong, and never repeats what the client sent. Without stack trace: hostile
 * bytes are no reason to fill one.
 */
public final class ProtocolException extends Exception {
  private final String summary;
  private final boolean tooLarge;

  /**
   * Bytes that are no frame.
   *
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body
   */
  public ProtocolException(String summary, String detail) {
    this(summary, detail, false);
  }

  private ProtocolException(String summary, String detail, boolean tooLarge) {
    super(detail, null, false, false);
    this.summary = summary;
    this.tooLarge = tooLarge;
  }

  /** Bytes that break the grammar of STOMP. */
  static ProtocolException malformed(String detail) {
    return new ProtocolException("Malformed frame", detail);
  }

  /** A frame beyond one of its {@link FrameLimits}. */
  public static ProtocolException tooLarge(String detail) {
    return new ProtocolException("Frame too large", detail, true);
  }

  /** The ERROR frame's {@code message} header. */
  public String summary() {
    return summary;
  }

  /** The ERROR frame's body. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /**
   * Returns whether a limit was exceeded (WebSocket close code 1009) rather than the grammar
   * broken.
   */
  public boolean tooLarge() {
    return tooLarge;
  }
}
