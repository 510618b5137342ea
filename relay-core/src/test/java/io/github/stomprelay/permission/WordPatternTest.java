package io.github.stomprelay.permission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.fanout.TopicMatching;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns of routing keys: which one is part of which. security.md, T14 and T15. */
class WordPatternTest {
  private static final int PAIRS = 1_000_000;
  private static final int MOST_WORDS = 3;

  /** No key longer than this is needed to tell two patterns of so many words apart. */
  private static final int LONGEST_KEY = 2 * MOST_WORDS + 1;

  private static WordPattern pattern(String text) {
    try {
      return WordPattern.parse(text);
    } catch (PatternException e) {
      throw new AssertionError(text, e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "room.1, room.1, true",
    "room.1, room.2, false",
    "room.1, room.*, false",
    "room.1, #, false",
    "room.*, room.1, true",
    "room.*, room.*, true",
    "room.*, room.#, false",
    "room.*, *.1, false",
    "room.#, room, true",
    "room.#, room.*, true",
    "room.#, room.#, true",
    "room.#, #, false",
    "room.#, #.room, false",
    "#, #, true",
    "#.*, *.#, true",
    "*.*.#, *.#.b, true",
    "'', '', true",
    "*, '', false",
    "#, '', true",
    "a.#.b, a.b, true",
    "a.#.b, a.#, false",
    "a.#.b, a.x.#.y.b, true",
    "a.#.a, a, false",
    "*, a., false",
    "*.*, a., true",
  })
  void aGrantIncludesARequestThatAsksForNothingElse(String grant, String asked, boolean included) {
    assertEquals(included, pattern(grant).includes(pattern(asked)));
  }

  /** Every pair against all keys of three words, one of which neither pattern knows. */
  @Test
  void ofAMillionPairsNoneIsGrantedTooMuch() {
    List<String> keys = keys();
    Random random = new Random(42);
    Map<String, BitSet> meant = new HashMap<>();
    long included = 0;
    for (int i = 0; i < PAIRS; i++) {
      String grant = randomPattern(random);
      String asked = randomPattern(random);
      BitSet granted = meant.computeIfAbsent(grant, p -> meaning(p, keys));
      BitSet wanted = meant.computeIfAbsent(asked, p -> meaning(p, keys));
      boolean isPart = isPart(wanted, granted);
      included += isPart ? 1 : 0;
      if (isPart != pattern(grant).includes(pattern(asked))) {
        throw new AssertionError("grant " + grant + ", asked " + asked + ", part: " + isPart);
      }
      if (wanted.intersects(granted) != pattern(grant).overlaps(pattern(asked))) {
        throw new AssertionError(grant + " and " + asked + " overlap, or do not");
      }
    }
    assertTrue(included > PAIRS / 100, "hardly any pair is included: " + included);
  }

  private static boolean isPart(BitSet wanted, BitSet granted) {
    BitSet beyond = (BitSet) wanted.clone();
    beyond.andNot(granted);
    return beyond.isEmpty();
  }

  private static BitSet meaning(String pattern, List<String> keys) {
    BitSet matched = new BitSet(keys.size());
    for (int i = 0; i < keys.size(); i++) {
      matched.set(i, TopicMatching.matches(pattern, keys.get(i)));
    }
    return matched;
  }

  private static List<String> keys() {
    List<String> all = new ArrayList<>(List.of(""));
    List<String> longest = List.of("");
    for (int length = 1; length <= LONGEST_KEY; length++) {
      List<String> longer = new ArrayList<>();
      for (String key : longest) {
        for (String word : List.of("a", "b", "other")) {
          longer.add(key.isEmpty() ? word : key + "." + word);
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return all;
  }

  private static String randomPattern(Random random) {
    List<String> words = new ArrayList<>();
    int count = random.nextInt(MOST_WORDS + 1);
    for (int i = 0; i < count; i++) {
      words.add(List.of("a", "b", "*").get(random.nextInt(3)));
    }
    if (random.nextBoolean()) {
      words.add(random.nextInt(count + 1), "#");
    }
    return String.join(".", words);
  }

  @Test
  void wildcardsInAKeyAreWordsLikeOthers() {
    assertTrue(pattern("a.*").includes(WordPattern.literal("a.#")));
    assertFalse(pattern("a.b").includes(WordPattern.literal("a.*")));
    assertFalse(pattern("a").includes(WordPattern.literal("a.#")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#.#", "a.#.b.#", "1.2.3.4.5.6.7.8.9", "*.*.*.*.*.*.*.*.*", "........"})
  void whatCostsABrokerTooMuchIsRefused(String text) {
    assertThrows(PatternException.class, () -> WordPattern.parse(text));
  }

  @Test
  void aPatternHasAtMost255Bytes() {
    assertEquals(255, pattern("x".repeat(255)).toString().length());
    assertThrows(PatternException.class, () -> WordPattern.parse("x".repeat(256)));
    assertThrows(PatternException.class, () -> WordPattern.parse("é".repeat(128)));
  }

  /** T38: 64 KiB of any shape are refused before anything is compared. */
  @ParameterizedTest
  @ValueSource(strings = {"#.", "*.", "a.", ".", "a", "#", "é", "*.#.", "a.*."})
  void longPatternsAreRefused(String piece) {
    String text = piece.repeat((64 << 10) / piece.length());
    assertThrows(PatternException.class, () -> WordPattern.parse(text));
  }

  /** T38: of a long key no more words are looked at than the pattern has. */
  @Test
  void aLongKeyIsComparedAtItsEndsOnly() {
    AtomicInteger looks = new AtomicInteger();
    List<String> words =
        new AbstractList<>() {
          @Override
          public String get(int index) {
            looks.incrementAndGet();
            return "a";
          }

          @Override
          public int size() {
            return 32 << 10;
          }
        };
    WordPattern key = new WordPattern(words, false, List.of());
    assertTrue(pattern("a.*.a.#.*.a.a").includes(key));
    assertFalse(pattern("a.*.a.#.*.a.b").includes(key));
    assertFalse(pattern("a.a.a.a.a.a.a.a").includes(key));
    assertTrue(pattern("#").includes(key));
    assertTrue(looks.get() <= 4 * 8, () -> looks + " words were looked at");
  }
}
