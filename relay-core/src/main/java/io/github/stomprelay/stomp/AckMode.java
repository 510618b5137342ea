package io.github.stomprelay.stomp;

/** The {@code ack} header of a SUBSCRIBE. */
public enum AckMode {
  AUTO("auto"),
  CLIENT("client"),
  CLIENT_INDIVIDUAL("client-individual");

  private final String text;

  AckMode(String text) {
    this.text = text;
  }

  /** The mode as the wire has it. */
  public String text() {
    return text;
  }
}
