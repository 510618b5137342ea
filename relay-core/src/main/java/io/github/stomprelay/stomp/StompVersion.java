package io.github.stomprelay.stomp;

/** A version of the protocol, oldest first, so that {@link #compareTo} tells the newer one. */
public enum StompVersion {
  V1_0("1.0"),
  V1_1("1.1"),
  V1_2("1.2");

  private final String text;

  StompVersion(String text) {
    this.text = text;
  }

  /** The version as the wire has it, such as {@code 1.2}. */
  public String text() {
    return text;
  }
}
