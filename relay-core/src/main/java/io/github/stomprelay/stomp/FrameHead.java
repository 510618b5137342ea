package io.github.stomprelay.stomp;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The head of the frame that is being read: command and headers, measured against the limits as
 * they come. Belongs to its decoder.
 */
final class FrameHead {
  /** A name that an error may repeat. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]{0,63}");

  private String word = "";
  private Escapes escapes = Escapes.ALL;
  private Headers.Builder headers = new Headers.Builder();
  private int lines;
  private int bytes;

  /** Returns what it has measured so far. */
  int bytes() {
    return bytes;
  }

  /** The header {@code content-length}, or null, also where the frame has no use for it. */
  @Nullable String contentLength() {
    return Command.of(word).hasBody() ? headers.get(Headers.CONTENT_LENGTH) : null;
  }

  /** The line with the command, which begins a frame. */
  void command(LineReader line, FrameLimits limits, StompVersion version, boolean strictEscapes)
      throws ProtocolException {
    bytes = 0;
    count(line, limits);
    word = HeaderText.decode(line.bytes(), line.start(), line.end(), Escapes.NONE);
    escapes = Escapes.of(Command.of(word), version, strictEscapes);
  }

  /**
   * Another line.
   *
   * @return whether it was the blank one that ends the head
   */
  boolean header(LineReader line, FrameLimits limits) throws ProtocolException {
    count(line, limits);
    if (line.start() == line.end()) {
      return true;
    }
    if (++lines > limits.headers()) {
      throw limits.tooManyHeaders();
    }
    add(line.bytes(), line.start(), line.end());
    return false;
  }

  private void count(LineReader line, FrameLimits limits) throws ProtocolException {
    bytes += line.consumed();
    if (bytes > limits.frameBytes()) {
      throw limits.frameTooLarge();
    }
  }

  private void add(byte[] line, int start, int end) throws ProtocolException {
    int colon = start;
    while (colon < end && line[colon] != ':') {
      colon++;
    }
    if (colon == end) {
      throw ProtocolException.malformed(
          "a header line has no colon (or the blank line before the body is missing)");
    }
    String name = HeaderText.decode(line, start, colon, escapes);
    try {
      headers.add(name, HeaderText.decode(line, colon + 1, end, escapes));
    } catch (ProtocolException e) {
      throw PLAIN_NAME.matcher(name).matches()
          ? ProtocolException.malformed("header '" + name + "': " + e.detail())
          : e;
    }
  }

  /** The whole frame; values of STOMP 1.0 lose their leading spaces. */
  Frame frame(byte[] body, StompVersion version) {
    Headers all = headers.build();
    return Frame.received(
        word, version == StompVersion.V1_0 ? all.withoutLeadingSpaces() : all, body);
  }

  /** A CONNECT is of the version it leads to; others are of this one. */
  StompVersion versionOf(StompVersion version) {
    return switch (Command.of(word)) {
      case CONNECT, STOMP ->
          StompVersion.negotiate(headers.get(Headers.ACCEPT_VERSION)).orElse(version);
      default -> version;
    };
  }

  /** Forgets the frame. */
  void clear() {
    headers = new Headers.Builder();
    lines = 0;
    bytes = 0;
    word = "";
  }
}
