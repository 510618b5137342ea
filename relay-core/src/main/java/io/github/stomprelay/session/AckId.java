package io.github.stomprelay.session;

import org.jspecify.annotations.Nullable;

/**
 * The id by which a client answers a delivery: {@code <consumer tag>@@<session>@@<number>}. The tag
 * may hold {@code @@} itself.
 *
 * @param text the id as the client wrote it
 */
record AckId(String tag, long number, String text) {
  private static final String SEPARATOR = "@@";

  /** Returns what stands before the number. */
  static String prefix(String tag, String session) {
    return tag + SEPARATOR + session + SEPARATOR;
  }

  /**
   * Reads the id of an ACK or NACK.
   *
   * @param command and {@code header} that carried it, for the error text
   * @param session that the message must have been delivered to
   */
  static AckId parse(String command, String header, @Nullable String text, String session)
      throws StompError {
    if (text == null) {
      throw new StompError(
          "Missing header", "\"" + command + "\" must include the \"" + header + "\" header\n");
    }
    int number = text.lastIndexOf(SEPARATOR);
    int middle = number < 0 ? -1 : text.lastIndexOf(SEPARATOR, number - 1);
    if (middle < 0) {
      throw new StompError(
          "Invalid header",
          "\""
              + command
              + "\" must include a valid \""
              + header
              + "\" header, and '"
              + text
              + "' is none: STOMP 1.2 takes what the MESSAGE has in 'ack', 1.0 and 1.1 what it has"
              + " in 'message-id'\n");
    }
    if (!text.substring(middle + SEPARATOR.length(), number).equals(session)) {
      throw new StompError(
          "Invalid header",
          "\""
              + command
              + "\" names a message of another session in \""
              + header
              + "\": it has gone back to its queue when that session ended, and comes again under"
              + " another id (stomp.errors=lenient keeps the connection)\n");
    }
    String digits = text.substring(number + SEPARATOR.length());
    try {
      return new AckId(text.substring(0, middle), Long.parseLong(digits), text);
    } catch (NumberFormatException e) {
      throw StompError.badHeader(header, text, "the id that the MESSAGE carried");
    }
  }
}
