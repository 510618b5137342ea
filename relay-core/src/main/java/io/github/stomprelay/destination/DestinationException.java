package io.github.stomprelay.destination;

/** A destination that means nothing. Without stack trace. */
public final class DestinationException extends Exception {
  private final String summary;

  /**
   * @param summary the ERROR frame's {@code message} header
   * @param detail its body
   */
  public DestinationException(String summary, String detail) {
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
