package io.github.stomprelay.stomp;

/** The strict test for UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
  private Utf8() {}

  /** Returns whether these octets are well-formed UTF-8 (Unicode, table 3-7). */
  static boolean isValid(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      int lead = bytes[i++];
      if (lead < 0) {
        int more = continuations(lead & 0xff);
        if (more == 0 || to - i < more || !isSecond(lead & 0xff, bytes[i] & 0xff)) {
          return false;
        }
        for (int end = i + more; i < end; i++) {
          if ((bytes[i] & 0xc0) != 0x80) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns how many octets follow this lead octet; 0 if it is none. */
  private static int continuations(int lead) {
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    return lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  }

  /** Returns whether the second octet keeps the sequence out of what UTF-8 forbids. */
  private static boolean isSecond(int lead, int second) {
    return switch (lead) {
      case 0xe0 -> second >= 0xa0; // below: overlong
      case 0xed -> second < 0xa0; // above: surrogates
      case 0xf0 -> second >= 0x90; // below: overlong
      case 0xf4 -> second < 0x90; // above: no code point
      default -> true;
    };
  }
}
