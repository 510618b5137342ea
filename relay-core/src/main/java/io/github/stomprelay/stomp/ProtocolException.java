package io.github.stomprelay.stomp;

/**
 * Bytes that are no STOMP frame, or a frame beyond a limit. The message is fit for the ERROR frame:
 * it names what is wrong, and never repeats what the client sent. Without stack trace: hostile
 * bytes are no reason to fill one.
 */
public final class ProtocolException extends Exception {
  private final String summary;

  /**
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body
   */
  public ProtocolException(String summary, String detail) {
    super(detail, null, false, false);
    this.summary = summary;
  }

  /** The ERROR frame's {@code message} header. */
  public String summary() {
    return summary;
  }

  /** The ERROR frame's body. */
  public String detail() {
    return String.valueOf(getMessage());
  }
}
