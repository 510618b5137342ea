package io.github.stomprelay.route;

import java.util.BitSet;
import java.util.Locale;

/**
 * The characters that a value from outside may bring into a routing key. Written as single
 * characters and ranges, {@code A-Za-z0-9_@-}. Wildcards and control characters can never be among
 * them.
 */
final class SafeCharacters {
  private final String written;
  private final BitSet allowed = new BitSet();

  SafeCharacters(String written) {
    this.written = written;
    int i = 0;
    while (i < written.length()) {
      char first = written.charAt(i);
      boolean range = i + 2 < written.length() && written.charAt(i + 1) == '-';
      char last = range ? written.charAt(i + 2) : first;
      if (last < first) {
        throw unusable("the range " + first + "-" + last + " runs backwards");
      }
      allowed.set(first, last + 1);
      i += range ? 3 : 1;
    }
    check();
  }

  private void check() {
    if (allowed.isEmpty()) {
      throw unusable("it allows nothing");
    }
    for (char never : new char[] {'*', '#'}) {
      if (allowed.get(never)) {
        throw unusable(never + " is a wildcard of topic exchanges");
      }
    }
    for (int c = allowed.nextSetBit(0); c >= 0; c = allowed.nextSetBit(c + 1)) {
      if (Character.isISOControl(c) || Character.isSurrogate((char) c)) {
        throw unusable(
            String.format(Locale.ROOT, "U+%04X is a control character or half a character", c));
      }
    }
  }

  private RouteConfigException unusable(String why) {
    return new RouteConfigException(
        "routes.safe-characters: '" + written + "' cannot be used: " + why);
  }

  /** The position of the first character that is not allowed, or -1. */
  int firstUnsafe(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (!allowed.get(value.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String toString() {
    return written;
  }
}
