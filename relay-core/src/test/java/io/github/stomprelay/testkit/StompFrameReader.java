package io.github.stomprelay.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads STOMP frames from a blocking stream; knows nothing of the relay's own codec. */
final class StompFrameReader {

  private final InputStream in;
  private int heartBeats;

  StompFrameReader(InputStream in) {
    this.in = in;
  }

  /** EOLs between frames so far, that is heart-beats. */
  int heartBeats() {
    return heartBeats;
  }

  /** The next frame, or null when the stream ends between frames. */
  @Nullable StompFrame read() throws IOException {
    int first = in.read();
    while (first == '\n' || first == '\r') {
      heartBeats += first == '\n' ? 1 : 0;
      first = in.read();
    }
    if (first < 0) {
      return null;
    }
    String command = (char) first + line();
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    StringBuilder head = new StringBuilder(command).append('\n');
    for (String line = line(); !line.isEmpty(); line = line()) {
      headers.add(header(command, line));
      head.append(line).append('\n');
    }
    return new StompFrame(command, headers, head.toString(), body(headers));
  }

  private byte[] body(List<Map.Entry<String, String>> headers) throws IOException {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equals("content-length")) {
        return sized(Integer.parseInt(header.getValue()));
      }
    }
    return until(0);
  }

  private byte[] sized(int length) throws IOException {
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(
          "the stream ended inside a body: " + body.length + " of " + length + " bytes");
    }
    int nul = in.read();
    if (nul != 0) {
      throw new IOException("byte " + nul + " instead of NUL after a body of " + length + " bytes");
    }
    return body;
  }

  private String line() throws IOException {
    String line = new String(until('\n'), StandardCharsets.UTF_8);
    return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
  }

  private byte[] until(int end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = in.read(); b != end; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the stream ended inside a frame after '" + bytes + "'");
      }
      bytes.write(b);
    }
    return bytes.toByteArray();
  }

  private static Map.Entry<String, String> header(String command, String line) throws IOException {
    int colon = line.indexOf(':');
    if (colon < 0) {
      throw new IOException("header line without colon in " + command + ": " + line);
    }
    String name = line.substring(0, colon);
    String value = line.substring(colon + 1);
    return command.equals("CONNECTED")
        ? Map.entry(name, value)
        : Map.entry(unescape(name), unescape(value));
  }

  private static String unescape(String text) throws IOException {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
      } else if (++i < text.length() && "nrc\\".indexOf(text.charAt(i)) >= 0) {
        plain.append("\n\r:\\".charAt("nrc\\".indexOf(text.charAt(i))));
      } else {
        throw new IOException("undefined escape in header: " + text);
      }
    }
    return plain.toString();
  }
}
