package io.github.stomprelay.setting;

/**
 * Something wrong with the configuration: where, what, and what to do about it.
 *
 * @param advice a remedy, or empty
 */
public record Problem(Severity severity, Origin origin, String message, String advice) {
  /** Whether the relay may start in spite of it. */
  public enum Severity {
    WARNING,
    ERROR
  }

  /** A problem that keeps the relay from starting. */
  public static Problem error(Origin origin, String message, String advice) {
    return new Problem(Severity.ERROR, origin, message, advice);
  }

  /** A problem that does not. */
  public static Problem warning(Origin origin, String message, String advice) {
    return new Problem(Severity.WARNING, origin, message, advice);
  }

  /** Returns whether it keeps the relay from starting. */
  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** One line: place, what is wrong, what to do. */
  @Override
  public String toString() {
    String place = origin.equals(Origin.DEFAULT) ? "" : origin + ": ";
    String line = place + (isError() ? "" : "warning: ") + message;
    return advice.isEmpty() ? line : line + "; " + advice;
  }
}
