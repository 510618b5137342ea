package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The ids of sessions cannot be guessed (security.md T5). */
class SessionIdsTest {
  private static final int OPEN = 10_000;
  private static final int GUESSES = 1_000_000;

  private static byte[] bytes(String id) {
    return java.util.Base64.getUrlDecoder().decode(id);
  }

  /** Each of the 128 bits is a toss of its own: in none is it the same one nearly always. */
  @Test
  void everyBitOfOneHundredAndTwentyEightIsTossed() {
    int[] ones = new int[128];
    for (int i = 0; i < OPEN; i++) {
      byte[] bytes = bytes(SessionIds.random());
      assertEquals(16, bytes.length);
      BitSet.valueOf(bytes).stream().forEach(bit -> ones[bit]++);
    }
    for (int count : ones) {
      // 12 times the standard deviation of 50 away from the middle
      assertTrue(Math.abs(count - OPEN / 2) < 600, () -> "a bit is set " + count + " times");
    }
  }

  /** Neither chance nor the ids that somebody has seen hit one of those that are open. */
  @Test
  void aMillionGuessesHitNone() {
    Set<String> open = new HashSet<>();
    Stream.generate(SessionIds::random).limit(OPEN).forEach(open::add);
    assertEquals(OPEN, open.size());
    String seen = SessionIds.random();
    Random random = new Random(5);
    for (int i = 0; i < GUESSES / 2; i++) {
      byte[] near = bytes(seen);
      near[random.nextInt(16)] += (byte) (1 + random.nextInt(255));
      assertFalse(open.contains(id(near)));
      assertFalse(open.contains(SessionIds.random()));
    }
  }

  private static String id(byte[] bytes) {
    return java.util.Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
