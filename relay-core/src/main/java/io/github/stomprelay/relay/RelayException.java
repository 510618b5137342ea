package io.github.stomprelay.relay;

/** The relay cannot start or cannot go on; the message is one line for the operator. */
public class RelayException extends Exception {
  public RelayException(String message, Throwable cause) {
    super(message, cause);
  }

  public RelayException(String message) {
    super(message);
  }
}
