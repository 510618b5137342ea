package io.github.stomprelay.embedded;

import java.io.IOException;

/**
 * What a client did wrong, as AMQP tells it: by closing the channel or, for errors of the 5xx kind,
 * the connection. Costs no stack trace: clients cause it.
 */
final class AmqpError extends IOException {

  private static final long serialVersionUID = 1L;

  /** Longest text that fits a short string together with the code's name. */
  private static final int LONGEST_TEXT = 200;

  private final ReplyCode code;
  private final boolean ofConnection;

  private AmqpError(ReplyCode code, String text, boolean ofConnection) {
    super(code + " - " + cut(text));
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

  // short strings count bytes; a name may hold characters of up to four
  private static String cut(String text) {
    int end = text.length();
    while (text.substring(0, end).getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        > LONGEST_TEXT) {
      end--;
    }
    return text.substring(0, end);
  }
}
