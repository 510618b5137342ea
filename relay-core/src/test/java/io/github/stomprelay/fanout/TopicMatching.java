package io.github.stomprelay.fanout;

import java.util.List;
import java.util.Random;

/** Matching as the definition says, without any cleverness; and random patterns and keys for it. */
public final class TopicMatching {
  private static final List<String> WORDS = List.of("a", "b", "cc", "", "é");

  private TopicMatching() {}

  /** Returns whether the key is one that the pattern stands for. */
  public static boolean matches(String pattern, String key) {
    return matches(words(pattern), words(key));
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split("\\.", -1));
  }

  private static boolean matches(List<String> pattern, List<String> key) {
    if (pattern.isEmpty()) {
      return key.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("#")) {
      return matches(rest, key) || (!key.isEmpty() && matches(pattern, key.subList(1, key.size())));
    }
    return !key.isEmpty()
        && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
        && matches(rest, key.subList(1, key.size()));
  }

  static String randomKey(Random random) {
    return join(random, WORDS);
  }

  static String randomPattern(Random random) {
    return join(random, List.of("a", "b", "cc", "", "é", "*", "#", "*", "#"));
  }

  private static String join(Random random, List<String> from) {
    StringBuilder text = new StringBuilder();
    int words = random.nextInt(5);
    for (int i = 0; i < words; i++) {
      text.append(i == 0 ? "" : ".").append(from.get(random.nextInt(from.size())));
    }
    return text.toString();
  }
}
