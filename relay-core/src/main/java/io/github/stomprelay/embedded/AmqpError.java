package io.github.stomprelay.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What a client did wrong, as AMQP tells it: by closing the channel or, for errors of the 5xx kind,
 * the connection. Costs no stack trace: clients cause it.
 */
final class AmqpError extends IOException {

  private static final long serialVersionUID = 1L;

  /** A short string has at most so many bytes. */
  private static final int LONGEST_TEXT = 255;

  private final ReplyCode code;
  private final boolean ofConnection;

  private AmqpError(ReplyCode code, String text, boolean ofConnection) {
    super(cut(code + " - " + text));
    this.code = code;
    this.ofConnection = ofConnection;
  }

  /** Closes the channel, the connection goes on. */
  static AmqpError ofChannel(ReplyCode code, String text) {
    return new AmqpError(code, text, false);
  }

  /** Closes the connection and with it all its channels. */
  static AmqpError ofConnection(ReplyCode code, String text) {
    return new AmqpError(code, text, true);
  }

  ReplyCode code() {
    return code;
  }

  boolean isOfConnection() {
    return ofConnection;
  }

  /** The reply-text. */
  String text() {
    return String.valueOf(getMessage());
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }

  private static String cut(String text) {
    int end = text.length();
    while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > LONGEST_TEXT) {
      end--;
    }
    return text.substring(0, end);
  }
}
