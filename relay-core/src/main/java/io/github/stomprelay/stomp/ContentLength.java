package io.github.stomprelay.stomp;

/** Reads the {@code content-length} header. */
final class ContentLength {
  private ContentLength() {}

  /**
   * The number of bytes: decimal digits, spaces around them allowed as with RabbitMQ, no sign. What
   * no int can hold counts as {@link Integer#MAX_VALUE}, beyond every limit.
   */
  static int parse(String value) throws ProtocolException {
    int from = 0;
    int to = value.length();
    while (from < to && value.charAt(from) == ' ') {
      from++;
    }
    while (to > from && value.charAt(to - 1) == ' ') {
      to--;
    }
    if (from == to) {
      throw malformed();
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw malformed();
      }
      length = Math.min(Integer.MAX_VALUE, length * 10 + digit);
    }
    return (int) length;
  }

  private static ProtocolException malformed() {
    return ProtocolException.malformed("content-length is not a number of bytes, 0 or more");
  }
}
