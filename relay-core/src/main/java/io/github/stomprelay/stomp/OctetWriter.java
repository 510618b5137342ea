package io.github.stomprelay.stomp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the head of a frame into a growing array. Confined to one thread. */
final class OctetWriter {
  private static final char REPLACEMENT = '\uFFFD';

  private static final byte[] CONTENT_LENGTH =
      "content-length:".getBytes(StandardCharsets.ISO_8859_1);

  private byte[] bytes;
  private int length;

  OctetWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Forgets what was written, keeps the memory. */
  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  void writeTo(ByteBuf out) {
    out.writeBytes(bytes, 0, length);
  }

  /** Octets as they are. */
  void raw(byte[] octets) {
    reserve(octets.length);
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
  }

  /** What another writer wrote. */
  void raw(OctetWriter other) {
    reserve(other.length);
    System.arraycopy(other.bytes, 0, bytes, length, other.length);
    length += other.length;
  }

  void octet(int octet) {
    reserve(1);
    bytes[length++] = (byte) octet;
  }

  /** A header line. */
  void header(String name, String value, Escapes escapes) {
    if (escapes == Escapes.NONE && name.indexOf(':') >= 0) {
      return; // without escapes it would arrive as another header
    }
    text(name, escapes);
    octet(':');
    text(value, escapes);
    octet('\n');
  }

  /**
   * A name or value, as UTF-8. Where LF or CR have no escape they become a space; NUL, which never
   * has one, and halves of surrogate pairs become U+FFFD.
   */
  void text(String text, Escapes escapes) {
    int size = text.length();
    reserve(3 * size);
    byte[] out = bytes;
    int at = length;
    for (int i = 0; i < size; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out[at++] = (byte) c;
      } else {
        length = at;
        special(text, i, escapes);
        i = Character.isHighSurrogate(c) && length - at == 4 ? i + 1 : i;
        at = length;
      }
    }
    length = at;
  }

  /** Printable ASCII that no rule escapes. */
  private static boolean isPlain(char c) {
    return c >= ' ' && c < 0x7f && c != ':' && c != '\\';
  }

  private void special(String text, int index, Escapes escapes) {
    char c = text.charAt(index);
    int escape = c < 0x80 ? escapes.escape(c) : 0;
    if (escape != 0) {
      bytes[length++] = '\\';
      bytes[length++] = (byte) escape;
    } else if (c == '\n' || c == '\r') {
      bytes[length++] = ' ';
    } else if (c == 0) {
      wide(REPLACEMENT);
    } else if (Character.isSurrogate(c)) {
      int codePoint = text.codePointAt(index);
      wide(codePoint > 0xffff ? codePoint : REPLACEMENT);
    } else {
      wide(c);
    }
  }

  /** A code point as UTF-8; the room is reserved. */
  private void wide(int c) {
    if (c < 0x80) {
      bytes[length++] = (byte) c;
      return;
    }
    if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
    } else {
      if (c < 0x10000) {
        bytes[length++] = (byte) (0xe0 | (c >> 12));
      } else {
        bytes[length++] = (byte) (0xf0 | (c >> 18));
        bytes[length++] = (byte) (0x80 | ((c >> 12) & 0x3f));
      }
      bytes[length++] = (byte) (0x80 | ((c >> 6) & 0x3f));
    }
    bytes[length++] = (byte) (0x80 | (c & 0x3f));
  }

  /** A {@code content-length} line, unless the body is empty; then the line that ends the head. */
  void endOfHead(int bodyLength) {
    if (bodyLength > 0) {
      raw(CONTENT_LENGTH);
      raw(Integer.toString(bodyLength).getBytes(StandardCharsets.ISO_8859_1));
      octet('\n');
    }
    octet('\n');
  }

  private void reserve(int more) {
    if (more > bytes.length - length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
    }
  }
}
