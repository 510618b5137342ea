package io.github.stomprelay.transport.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP client as plain as a socket: sends the text it is told, right or wrong, and reads
 * responses chunk by chunk. Every wait ends after 20 s with a failure.
 */
public final class RawHttp implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final InputStream in;

  private RawHttp(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Opens a socket to this address. */
  public static RawHttp connect(InetSocketAddress address) {
    try {
      return over(new Socket(address.getAddress(), address.getPort()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Talks over this socket, TLS for instance. */
  public static RawHttp over(Socket socket) {
    try {
      return new RawHttp(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a whole request on a new socket and reads the whole response. */
  public static RawResponse exchange(InetSocketAddress address, String request) {
    try (RawHttp http = connect(address)) {
      return http.send(request).response();
    }
  }

  /** GET with further headers, each a line. */
  public static String get(String path, String... headers) {
    return request("GET", path, null, headers);
  }

  /** POST with a body and its length. */
  public static String post(String path, String body, String... headers) {
    return request("POST", path, body, headers);
  }

  /** Any request of HTTP/1.1. */
  public static String request(
      String method, String path, @Nullable String body, String... headers) {
    StringBuilder request =
        new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      request.append(header).append("\r\n");
      host |= header.startsWith("Host:");
    }
    if (!host) {
      request.append("Host: localhost\r\n");
    }
    if (body != null) {
      request
          .append("Content-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    return request.append("\r\n").append(body == null ? "" : body).toString();
  }

  /** Sends text as UTF-8. */
  public RawHttp send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes. */
  public RawHttp send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads status line and headers. */
  public RawResponse head() {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) read());
    }
    return RawResponse.parse(head.toString());
  }

  /** Reads a whole response: by its length, by its chunks, or to the end of the stream. */
  public RawResponse response() {
    RawResponse head = head();
    if (head.status() == 204 || head.status() == 304 || head.status() == 101) {
      return head;
    }
    if ("chunked".equals(head.header("Transfer-Encoding"))) {
      StringBuilder body = new StringBuilder();
      for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
        body.append(chunk);
      }
      return head.withBody(body.toString());
    }
    @Nullable String length = head.header("Content-Length");
    return head.withBody(length == null ? rest() : text(Integer.parseInt(length)));
  }

  /** Reads one chunk; the empty one is the last. */
  public String chunk() {
    StringBuilder size = new StringBuilder();
    while (size.indexOf("\r\n") < 0) {
      size.append((char) read());
    }
    String chunk = text(Integer.parseInt(size.substring(0, size.length() - 2), 16));
    if (read() != '\r' || read() != '\n') {
      throw new AssertionError("a chunk does not end with CRLF");
    }
    return chunk;
  }

  /** Reads so many bytes. */
  public String text(int bytes) {
    return new String(bytes(bytes), StandardCharsets.UTF_8);
  }

  /** Reads so many bytes. */
  public byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) read();
    }
    return bytes;
  }

  /** Reads to the end of the stream; a reset is an end as well. */
  public String rest() {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        rest.write(b);
      }
    } catch (SocketTimeoutException e) {
      throw new UncheckedIOException("the server does not close", e);
    } catch (SocketException e) {
      return rest.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rest.toString(StandardCharsets.UTF_8);
  }

  /** Returns whether something has come that was not read yet; false after this long. */
  public boolean hears(int millis) {
    try {
      socket.setSoTimeout(millis);
      in.mark(1);
      int b = in.read();
      in.reset();
      return b >= 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      restoreTimeout();
    }
  }

  private void restoreTimeout() {
    try {
      socket.setSoTimeout(TIMEOUT_MILLIS);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads one byte. */
  public int read() {
    try {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("the server closed the connection");
      }
      return b;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the sending half. */
  public void finish() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
