package io.github.stomprelay.stomp;

import java.nio.charset.StandardCharsets;

/**
 * One STOMP frame: command, headers, body. Immutable by convention: the body array is handed over,
 * never copied and never changed after that, so a frame may cross threads.
 */
public final class Frame {
  /** The objects that a frame consists of, beside body and headers. */
  private static final int OBJECTS = 128;

  private static final byte[] NO_BODY = new byte[0];

  private final Command command;
  private final String word;
  private final Headers headers;
  private final byte[] body;

  private Frame(Command command, String word, Headers headers, byte[] body) {
    this.command = command;
    this.word = word;
    this.headers = headers;
    this.body = body;
  }

  /** A frame with a body, which is not copied. */
  public static Frame of(Command command, Headers headers, byte[] body) {
    return new Frame(command, command.name(), headers, body);
  }

  /** A frame with a text body, sent as UTF-8. */
  public static Frame of(Command command, Headers headers, String body) {
    return of(command, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A frame without a body. */
  public static Frame of(Command command, Headers headers) {
    return of(command, headers, NO_BODY);
  }

  /** A frame as decoded, its command possibly a word that STOMP does not know. */
  public static Frame received(String word, Headers headers, byte[] body) {
    return new Frame(Command.of(word), word, headers, body);
  }

  /** The command, {@link Command#UNKNOWN} for a word that is none. */
  public Command command() {
    return command;
  }

  /** The command as it stood on the wire. */
  public String word() {
    return word;
  }

  public Headers headers() {
    return headers;
  }

  /** The body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }

  /** Returns what the frame takes in memory, in bytes, about. */
  public long memory() {
    return (long) OBJECTS + body.length + headers.memory();
  }

  /** The body as UTF-8 text. */
  public String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Command, header names and body length; never a value. */
  @Override
  public String toString() {
    return word + headers + "(" + body.length + " bytes)";
  }
}
