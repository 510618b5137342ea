package io.github.stomprelay.transport;

/**
 * Joins strings that may have been cut between the two halves of a surrogate pair: the first half
 * is kept until the next string brings the second. A half that stays alone becomes U+FFFD.
 */
final class SurrogateJoiner {
  private char kept;

  /** The text that is whole by now. */
  String join(String next) {
    String text = kept == 0 ? next : kept + next;
    kept = 0;
    int end = text.length();
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      kept = text.charAt(end - 1);
      text = text.substring(0, end - 1);
    }
    return hasLoneHalf(text) ? replaceLoneHalves(text) : text;
  }

  private static boolean hasLoneHalf(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!isPair(text, i)) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static boolean isPair(String text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }

  private static String replaceLoneHalves(String text) {
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point ->
                whole.appendCodePoint(
                    point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                        ? 0xfffd
                        : point));
    return whole.toString();
  }
}
