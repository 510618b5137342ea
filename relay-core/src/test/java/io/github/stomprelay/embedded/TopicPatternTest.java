package io.github.stomprelay.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopicPatternTest {

  private static final List<String> PATTERN_WORDS = List.of("a", "b", "", "*", "#");
  private static final List<String> KEY_WORDS = List.of("a", "b", "", "c");

  @Test
  void anEmptyKeyHasNoWordsAndADotHasTwoEmptyOnes() {
    assertEquals(List.of(), TopicPattern.split(""));
    assertEquals(List.of("", ""), TopicPattern.split("."));
    assertEquals(List.of("a", "", "b", ""), TopicPattern.split("a..b."));
  }

  @Test
  void agreesWithTheDefinitionOnRandomPatternsAndKeys() {
    Random random = new Random(20261123);
    for (int i = 0; i < 200_000; i++) {
      String pattern = words(random, PATTERN_WORDS, 6);
      String key = words(random, KEY_WORDS, 7);
      boolean expected = naive(TopicPattern.split(pattern), TopicPattern.split(key));
      assertEquals(
          expected,
          new TopicPattern(pattern).matches(TopicPattern.split(key)),
          () -> "'" + pattern + "' on '" + key + "'");
    }
  }

  @Test
  void manyHashesOnALongKeyAreNoTrap() {
    String pattern = "#.a.".repeat(40) + "b";
    String key = "a.".repeat(400) + "a";
    assertEquals(false, new TopicPattern(pattern).matches(TopicPattern.split(key)));
  }

  private static String words(Random random, List<String> from, int most) {
    return String.join(
        ".", random.ints(random.nextInt(most + 1), 0, from.size()).mapToObj(from::get).toList());
  }

  /** The definition, word by word. */
  private static boolean naive(List<String> pattern, List<String> key) {
    if (pattern.isEmpty()) {
      return key.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("#")) {
      return naive(rest, key) || (!key.isEmpty() && naive(pattern, key.subList(1, key.size())));
    }
    return !key.isEmpty()
        && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
        && naive(rest, key.subList(1, key.size()));
  }
}
