package io.github.stomprelay.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A STOMP client as plain as a socket: sends what it is told, right or wrong, and reads frames. For
 * one thread. Every wait ends after 30 s with a failure.
 */
public final class StompClient implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final StompFrameReader reader;

  private StompClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    reader = new StompFrameReader(new BufferedInputStream(socket.getInputStream()));
  }

  /** Opens the socket; sends nothing yet. */
  public static StompClient connect(String host, int port) {
    return connect(host, port, 0);
  }

  /**
   * Opens the socket with a receive buffer of about that many bytes, for a client that is slow to
   * read.
   *
   * @param receiveBuffer bytes; 0: the system's default
   */
  public static StompClient connect(String host, int port, int receiveBuffer) {
    Socket socket = new Socket();
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return new StompClient(socket);
    } catch (IOException e) {
      throw failed("connect to " + host + ":" + port, e);
    }
  }

  /** A client over a socket of the caller's making (TLS, for example). */
  public static StompClient over(Socket socket) {
    try {
      return new StompClient(socket);
    } catch (IOException e) {
      throw failed("use the socket", e);
    }
  }

  /** Sends the text as UTF-8, as it is: NULs and line feeds are the caller's. */
  public StompClient send(String raw) {
    return send(raw.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends the bytes as they are. */
  public StompClient send(byte[] raw) {
    try {
      socket.getOutputStream().write(raw);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw failed("send", e);
    }
  }

  /**
   * Sends a frame; adds only blank line and NUL.
   *
   * @param headers lines {@code name:value}, sent as they are (escape them yourself)
   */
  public StompClient sendFrame(String command, String body, String... headers) {
    StringBuilder frame = new StringBuilder(command).append('\n');
    for (String header : headers) {
      frame.append(header).append('\n');
    }
    return send(frame.append('\n').append(body).append('\0').toString());
  }

  /** Sends CONNECT for version 1.2 without heart-beats and returns the answer, whatever it is. */
  public StompFrame connect(String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "accept-version:1.2";
    all[1] = "host:/";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return sendFrame("CONNECT", "", all).receive();
  }

  /** The next frame; fails when none comes or the connection ends. */
  public StompFrame receive() {
    StompFrame frame = receiveOrEnd();
    if (frame == null) {
      throw new AssertionError("the connection ended where a frame was expected");
    }
    return frame;
  }

  /** The next frame; fails when it has another command. */
  public StompFrame receive(String command) {
    StompFrame frame = receive();
    if (!frame.command().equals(command)) {
      throw new AssertionError("expected " + command + " but got " + frame);
    }
    return frame;
  }

  /** Fails unless the server closes the connection (or resets it) with no further frame. */
  public void expectClosed() {
    StompFrame frame = receiveOrEnd();
    if (frame != null) {
      throw new AssertionError("expected the end of the connection but got " + frame);
    }
  }

  /** Heart-beats (EOLs between frames) seen while reading so far. */
  public int heartBeats() {
    return reader.heartBeats();
  }

  /** Ends the connection with a TCP reset, as a crashed client does. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw failed("reset", e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw failed("close", e);
    }
  }

  /** The next frame, or null at the end of the connection. */
  public @Nullable StompFrame receiveOrEnd() {
    try {
      return reader.read();
    } catch (SocketException reset) {
      return null;
    } catch (IOException e) {
      throw failed("read a frame", e);
    }
  }

  private static UncheckedIOException failed(String what, IOException cause) {
    return new UncheckedIOException(
        "The STOMP test client cannot " + what + ": " + cause.getMessage(), cause);
  }
}
