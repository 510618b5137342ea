package io.github.stomprelay.stomp;

import java.nio.charset.StandardCharsets;

/** Turns octets of a command or header line into text: strict UTF-8, escapes undone. */
final class HeaderText {
  private static final byte PLAIN = 0;
  private static final byte BACKSLASH = 1;
  private static final byte FORBIDDEN = 2;
  private static final byte NOT_ASCII = 4;
  private static final byte[] KINDS = kinds();

  private HeaderText() {}

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int octet = 0; octet < 256; octet++) {
      kinds[octet] = octet < 0x80 ? PLAIN : NOT_ASCII;
    }
    kinds['\\'] = BACKSLASH;
    kinds['\r'] = FORBIDDEN;
    kinds[0] = FORBIDDEN;
    return kinds;
  }

  /** The text of these octets, which hold no LF. */
  static String decode(byte[] bytes, int from, int to, Escapes escapes) throws ProtocolException {
    int seen = PLAIN;
    for (int i = from; i < to; i++) {
      seen |= KINDS[bytes[i] & 0xff];
    }
    if (seen == PLAIN) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    if ((seen & FORBIDDEN) != 0) {
      throw ProtocolException.malformed(
          "a command or header holds a NUL, or a carriage return without line feed");
    }
    if ((seen & NOT_ASCII) != 0 && !Utf8.isValid(bytes, from, to)) {
      throw ProtocolException.malformed("a command or header is not valid UTF-8");
    }
    if ((seen & BACKSLASH) != 0 && escapes != Escapes.NONE) {
      return unescape(bytes, from, to, escapes);
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  private static String unescape(byte[] bytes, int from, int to, Escapes escapes)
      throws ProtocolException {
    byte[] plain = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      int octet = bytes[i];
      if (octet == '\\') {
        i++;
        octet = i < to ? escapes.unescape(bytes[i]) : -1;
        if (octet < 0) {
          throw ProtocolException.malformed(
              "a header has a backslash that begins none of the escapes "
                  + escapes.listed()
                  + " of this STOMP version; a backslash itself is written \\\\ (with"
                  + " stomp.escapes=standard CONNECT, and all of STOMP 1.0, know no escapes)");
        }
      }
      plain[length++] = (byte) octet;
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }
}
