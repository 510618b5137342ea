package io.github.stomprelay.transport.http;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket client that can also break the rules; frames as they are, nothing automatic. */
public final class RawWebSocket implements AutoCloseable {
  public static final int CONTINUATION = 0;
  public static final int TEXT = 1;
  public static final int BINARY = 2;
  public static final int CLOSE = 8;
  public static final int PING = 9;
  public static final int PONG = 10;

  private static final byte[] MASK = {1, 2, 3, 4};

  /** A frame as it came. */
  public record Frame(int opcode, boolean last, String text) {
    /** The status code of a close frame. */
    public int code() {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      return ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
    }
  }

  private final RawHttp http;
  private final RawResponse handshake;

  private RawWebSocket(RawHttp http, RawResponse handshake) {
    this.http = http;
    this.handshake = handshake;
  }

  /** The request of an opening handshake. */
  public static String request(String path, String... headers) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.add("Upgrade: websocket");
    all.add("Connection: Upgrade");
    all.add("Sec-WebSocket-Version: 13");
    all.add("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
    return RawHttp.get(path, all.toArray(new String[0]));
  }

  /** Opens a WebSocket, which must be accepted. */
  public static RawWebSocket open(InetSocketAddress address, String path, String... headers) {
    return over(RawHttp.connect(address), path, headers);
  }

  /** Opens a WebSocket over this connection. */
  public static RawWebSocket over(RawHttp http, String path, String... headers) {
    RawResponse handshake = http.send(request(path, headers)).response();
    if (handshake.status() != 101) {
      throw new AssertionError("refused: " + handshake);
    }
    return new RawWebSocket(http, handshake);
  }

  public RawResponse handshake() {
    return handshake;
  }

  public RawHttp http() {
    return http;
  }

  /** Sends a whole text message. */
  public RawWebSocket text(String text) {
    return send(frame(TEXT, true, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Sends bytes as they are. */
  public RawWebSocket send(byte[] bytes) {
    http.send(bytes);
    return this;
  }

  /** A masked frame. */
  public static byte[] frame(int opcode, boolean last, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write((last ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      out.write(0x80 | payload.length);
    } else if (payload.length < 65_536) {
      out.write(0x80 | 126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    } else {
      out.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) payload.length >> shift));
      }
    }
    out.writeBytes(MASK);
    for (int i = 0; i < payload.length; i++) {
      out.write(payload[i] ^ MASK[i % 4]);
    }
    return out.toByteArray();
  }

  /** Reads a frame; text as UTF-8, everything else byte by byte. */
  public Frame read() {
    int first = http.read();
    int second = http.read();
    long length = second & 0x7f;
    int more = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (more > 0) {
      length = 0;
      for (int i = 0; i < more; i++) {
        length = (length << 8) | http.read();
      }
    }
    byte[] payload = http.bytes((int) length);
    int opcode = first & 0xf;
    return new Frame(
        opcode,
        (first & 0x80) != 0,
        new String(payload, opcode == TEXT ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }

  /** Reads a text message. */
  public String readText() {
    Frame frame = read();
    if (frame.opcode() != TEXT) {
      throw new AssertionError("not text: " + frame);
    }
    return frame.text();
  }

  @Override
  public void close() {
    http.close();
  }
}
