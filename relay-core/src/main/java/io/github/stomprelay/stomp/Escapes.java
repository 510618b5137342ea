package io.github.stomprelay.stomp;

/**
 * Which octets of header names and values are escaped: LF as {@code \n}, CR as {@code \r}, colon as
 * {@code \c}, backslash as {@code \\}.
 */
enum Escapes {
  /** None at all: STOMP 1.0, and CONNECT, STOMP and CONNECTED of every version, by the letter. */
  NONE,
  /** All but CR: STOMP 1.1 by the letter. */
  WITHOUT_CR,
  /** All four: STOMP 1.2, and RabbitMQ in every version and frame. */
  ALL;

  /**
   * The escapes of a frame.
   *
   * @param strict by the letter of the specification; otherwise as RabbitMQ does
   */
  static Escapes of(Command command, StompVersion version, boolean strict) {
    if (!strict) {
      return ALL;
    }
    return switch (command) {
      case CONNECT, STOMP, CONNECTED -> NONE;
      default ->
          switch (version) {
            case V1_0 -> NONE;
            case V1_1 -> WITHOUT_CR;
            case V1_2 -> ALL;
          };
    };
  }

  /** All of them, as text. */
  String listed() {
    return switch (this) {
      case NONE -> "";
      case WITHOUT_CR -> "\\\\ \\c \\n";
      case ALL -> "\\\\ \\c \\n \\r";
    };
  }

  /** The octet behind the backslash for this one, or 0 if it goes without escape. */
  int escape(int octet) {
    if (this == NONE) {
      return 0;
    }
    return switch (octet) {
      case '\n' -> 'n';
      case ':' -> 'c';
      case '\\' -> '\\';
      case '\r' -> this == ALL ? 'r' : 0;
      default -> 0;
    };
  }

  /** The octet that a backslash and this one stand for, or -1 if they stand for nothing. */
  int unescape(int octet) {
    return switch (octet) {
      case 'n' -> '\n';
      case 'c' -> ':';
      case '\\' -> '\\';
      case 'r' -> this == ALL ? '\r' : -1;
      default -> -1;
    };
  }
}
