package io.github.stomprelay.fanout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicTrieTest {
  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.c, false",
    "a.*, a.b, true",
    "a.*, a, false",
    "a.*, a.b.c, false",
    "a.#, a, true",
    "a.#, a.b.c, true",
    "#, '', true",
    "#, a.b, true",
    "*, '', false",
    "*, a, true",
    "'', '', true",
    "'', a, false",
    "a., a., true",
    "a.*, a., true",
    "#.b, a.a.b, true",
    "#.b, a.b.a, false",
    "a.#.b.*, a.b.b.a, true",
    "*, *, true",
    "#.#, a, true"
  })
  void aPatternMatchesAsTheBrokerSays(String pattern, String key, boolean expected) {
    TopicTrie<String> trie = new TopicTrie<>();
    trie.put(pattern, pattern);

    assertEquals(expected ? List.of(pattern) : List.of(), matches(trie, key));
    assertEquals(expected, TopicMatching.matches(pattern, key));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatANaiveMatcherFindsWhilePatternsComeAndGo(long seed) {
    Random random = new Random(seed);
    TopicTrie<String> trie = new TopicTrie<>();
    Set<String> patterns = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      String pattern = TopicMatching.randomPattern(random);
      if (random.nextInt(3) == 0) {
        trie.remove(pattern);
        patterns.remove(pattern);
      } else {
        trie.put(pattern, pattern);
        patterns.add(pattern);
      }
      String key = TopicMatching.randomKey(random);
      List<String> expected = new ArrayList<>();
      patterns.stream().filter(each -> TopicMatching.matches(each, key)).forEach(expected::add);
      List<String> found = matches(trie, key);
      Collections.sort(expected);
      Collections.sort(found);
      assertEquals(expected, found, "seed " + seed + ", step " + i + ", key '" + key + "'");
    }
    patterns.forEach(trie::remove);
    assertTrue(trie.isEmpty(), "seed " + seed + ": nodes are left");
  }

  @Test
  void aHostilePatternCostsNoMoreThanWordsTimesNodes() {
    TopicTrie<String> trie = new TopicTrie<>();
    String pattern = "#.a.".repeat(60) + "#.b";
    trie.put(pattern, pattern);

    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertEquals(List.of(), matches(trie, "a.".repeat(120))));
  }

  private static List<String> matches(TopicTrie<String> trie, String key) {
    List<String> found = new ArrayList<>();
    trie.match(key, found::add);
    return found;
  }
}
