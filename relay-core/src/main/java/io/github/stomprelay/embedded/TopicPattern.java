package io.github.stomprelay.embedded;

import java.util.Arrays;
import java.util.List;

/**
 * A topic exchange's binding key: words between dots, {@code *} for one word, {@code #} for none or
 * more. Words may be empty ("a..b" has three); an empty key has no word at all, as with RabbitMQ.
 */
final class TopicPattern {

  private final List<String> words;

  TopicPattern(String bindingKey) {
    words = split(bindingKey);
  }

  /** The words of a routing key. */
  static List<String> split(String key) {
    return key.isEmpty() ? List.of() : Arrays.asList(key.split("\\.", -1));
  }

  /**
   * Returns whether a routing key of these words matches. Never slower than words of the key times
   * words of the pattern.
   */
  boolean matches(List<String> key) {
    int word = 0;
    int position = 0;
    int lastHash = -1;
    int swallowed = 0; // how far the last '#' has been stretched
    while (position < key.size()) {
      if (isHash(word)) {
        lastHash = word++;
        swallowed = position;
      } else if (matchesOne(word, key.get(position))) {
        word++;
        position++;
      } else if (lastHash >= 0) {
        word = lastHash + 1;
        position = ++swallowed;
      } else {
        return false;
      }
    }
    while (isHash(word)) {
      word++;
    }
    return word == words.size();
  }

  private boolean isHash(int word) {
    return word < words.size() && words.get(word).equals("#");
  }

  private boolean matchesOne(int word, String text) {
    return word < words.size() && (words.get(word).equals("*") || words.get(word).equals(text));
  }
}
