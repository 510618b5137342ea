package io.github.stomprelay.setting;

/** A secret text. Prints as {@code [hidden]}, so that no log line can give it away. */
public final class Secret {
  /** What is shown instead of a secret. */
  public static final String HIDDEN = "[hidden]";

  private final String text;

  /** A secret with this text. */
  public Secret(String text) {
    this.text = text;
  }

  /** The text itself: for the one place that needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return HIDDEN;
  }
}
