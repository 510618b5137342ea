package io.github.stomprelay.permission;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A routing key, or a pattern of routing keys as topic exchanges understand them: words between
 * dots, {@code *} for one word, and at most one {@code #} for any number of them. That one {@code
 * #} makes every question below a comparison of words at the two ends: no backtracking, and
 * inclusion is decided exactly. Immutable.
 *
 * @param head the words before the {@code #}, all words where there is none
 * @param open whether there is a {@code #}
 * @param tail the words after it
 */
record WordPattern(List<String> head, boolean open, List<String> tail) {
  static final WordPattern ANY = new WordPattern(List.of(), true, List.of());

  private static final String ONE = "*";
  private static final String REST = "#";
  private static final int MOST_WORDS = 8;
  private static final int MOST_BYTES = 255;

  /** A key: none of its words stands for others. */
  static WordPattern literal(String key) {
    return new WordPattern(words(key), false, List.of());
  }

  /**
   * A pattern within the bounds that spare a broker work.
   *
   * @throws PatternException if it is beyond them
   */
  static WordPattern parse(String text) throws PatternException {
    if (text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw new PatternException("a pattern has at most " + MOST_BYTES + " bytes");
    }
    List<String> words = words(text);
    if (words.size() > MOST_WORDS) {
      throw new PatternException("a pattern has at most " + MOST_WORDS + " words");
    }
    int rest = words.indexOf(REST);
    if (rest < 0) {
      return new WordPattern(words, false, List.of());
    }
    if (rest != words.lastIndexOf(REST)) {
      throw new PatternException("a pattern has at most one #");
    }
    return new WordPattern(words.subList(0, rest), true, words.subList(rest + 1, words.size()));
  }

  /** As RabbitMQ splits a key: the empty one has no words. */
  private static List<String> words(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', start)) {
      words.add(text.substring(start, dot));
      start = dot + 1;
    }
    words.add(text.substring(start));
    return words;
  }

  /** Returns whether it stands for one key only. */
  boolean isLiteral() {
    return !open && !head.contains(ONE);
  }

  /** Returns whether this pattern matches every key that the other one matches. */
  boolean includes(WordPattern other) {
    if (!other.open) {
      return matches(other.head);
    }
    // a * is as good as a word that no pattern names; with more of them than this pattern has words
    // of its own, its # takes some, and takes any number
    for (int more = 0; more <= head.size() + tail.size() + 1; more++) {
      if (!matches(other.withWords(more))) {
        return false;
      }
    }
    return true;
  }

  private List<String> withWords(int count) {
    List<String> words = new ArrayList<>(head);
    words.addAll(Collections.nCopies(count, ONE));
    words.addAll(tail);
    return words;
  }

  private boolean matches(List<String> words) {
    int ends = head.size() + tail.size();
    return (open ? words.size() >= ends : words.size() == ends)
        && matches(head, words.subList(0, head.size()))
        && matches(tail, words.subList(words.size() - tail.size(), words.size()));
  }

  private static boolean matches(List<String> pattern, List<String> words) {
    for (int i = 0; i < pattern.size(); i++) {
      if (!pattern.get(i).equals(ONE) && !pattern.get(i).equals(words.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether there is a key that both patterns match. */
  boolean overlaps(WordPattern other) {
    if (!other.open) {
      return overlaps(this, other.head);
    }
    if (!open) {
      return overlaps(other, head);
    }
    int heads = Math.min(head.size(), other.head.size());
    int tails = Math.min(tail.size(), other.tail.size());
    return compatible(head.subList(0, heads), other.head.subList(0, heads))
        && compatible(last(tail, tails), last(other.tail, tails));
  }

  private static boolean overlaps(WordPattern pattern, List<String> closed) {
    int ends = pattern.head.size() + pattern.tail.size();
    return (pattern.open ? closed.size() >= ends : closed.size() == ends)
        && compatible(pattern.head, closed.subList(0, pattern.head.size()))
        && compatible(pattern.tail, last(closed, pattern.tail.size()));
  }

  private static List<String> last(List<String> words, int count) {
    return words.subList(words.size() - count, words.size());
  }

  private static boolean compatible(List<String> one, List<String> two) {
    for (int i = 0; i < one.size(); i++) {
      String a = one.get(i);
      String b = two.get(i);
      if (!a.equals(b) && !a.equals(ONE) && !b.equals(ONE)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    List<String> words = new ArrayList<>(head);
    if (open) {
      words.add(REST);
    }
    words.addAll(tail);
    return String.join(".", words);
  }
}
