package io.github.stomprelay.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Buckets, counts and bans, with a clock in the test's hand. */
class LimitTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - SECOND;

  private static int taken(TokenBucket bucket, Rate rate, long now) {
    int taken = 0;
    while (bucket.take(rate, now)) {
      taken++;
    }
    return taken;
  }

  @Test
  void aBucketGivesItsBurstAndThenItsRate() {
    Rate rate = Rate.of(20, 60);
    TokenBucket bucket = new TokenBucket(rate, START);
    assertEquals(60, taken(bucket, rate, START));
    assertEquals(0, taken(bucket, rate, START));
    assertEquals(10, taken(bucket, rate, START + SECOND / 2));
    assertEquals(20, taken(bucket, rate, START + 3 * SECOND / 2));
    assertEquals(60, taken(bucket, rate, START + 100 * SECOND), "never more than the burst");
  }

  @Test
  void aDebtIsPaidByWaiting() {
    Rate rate = Rate.of(1000);
    TokenBucket bucket = new TokenBucket(rate, START);
    bucket.spend(rate, 3000, START);
    assertFalse(bucket.has(rate, START + SECOND));
    assertFalse(bucket.has(rate, START + 2 * SECOND));
    assertTrue(bucket.has(rate, START + 2 * SECOND + SECOND / 1000));
  }

  @Test
  void noRateIsNoLimit() {
    TokenBucket bucket = new TokenBucket(Rate.OFF, START);
    for (int i = 0; i < 1000; i++) {
      assertTrue(bucket.take(Rate.OFF, START - i), "threads may look at the clock before others");
    }
  }

  @Test
  void everyKeyHasItsOwnBucket() {
    KeyedRate<String> rates = new KeyedRate<>(Rate.of(1, 2));
    assertTrue(rates.take("a", START));
    assertTrue(rates.take("a", START));
    assertFalse(rates.take("a", START));
    assertTrue(rates.take("b", START));
    assertTrue(rates.take("a", START + SECOND + 1));
  }

  @Test
  void keysThatHaveNothingToTellAreForgotten() {
    KeyedRate<Integer> rates = new KeyedRate<>(Rate.of(10));
    for (int key = 0; key < 1000; key++) {
      rates.take(key, START);
    }
    assertEquals(1000, rates.size());
    for (int key = 1000; key < 2000; key++) {
      rates.take(key, START + 10 * SECOND);
    }
    assertTrue(rates.size() <= 1000, rates.size() + " remembered");
  }

  @Test
  void aFloodOfKeysTakesBoundedMemoryAndKeepsTheBusiest() {
    KeyedRate<Integer> rates = new KeyedRate<>(Rate.of(1, 2));
    for (int key = 0; key < 300_000; key++) {
      rates.take(key, START);
      rates.take(-1, START);
    }
    assertEquals(100_000, rates.size());
    assertFalse(rates.take(-1, START), "the one that came all the time is remembered");
  }

  @Test
  void aTallyCountsUpToItsMostAndForgetsZero() {
    KeyedCounter<String> tally = new KeyedCounter<>();
    assertTrue(tally.take("a", 2));
    assertTrue(tally.take("a", 2));
    assertFalse(tally.take("a", 2));
    assertEquals(2, tally.count("a"));
    tally.release("a");
    assertTrue(tally.take("a", 2));
    tally.release("a");
    tally.release("a");
    tally.release("a");
    assertEquals(0, tally.count("a"));
  }

  @Test
  void whoComesAndGoesTooOftenIsBannedForAWhile() {
    Flapping.Rule rule = new Flapping.Rule(3, Duration.ofMinutes(1), Duration.ofMinutes(5));
    Flapping<String> flapping = new Flapping<>();
    assertFalse(flapping.count("a", rule, START));
    assertFalse(flapping.count("a", rule, START + 10 * SECOND));
    assertEquals(Duration.ZERO, flapping.banLeft("a", START + 20 * SECOND));
    assertTrue(flapping.count("a", rule, START + 20 * SECOND));
    assertEquals(Duration.ofMinutes(5), flapping.banLeft("a", START + 20 * SECOND));
    assertEquals(Duration.ZERO, flapping.banLeft("b", START + 20 * SECOND));
    assertFalse(flapping.count("a", rule, START + 200 * SECOND), "a ban is not prolonged");
    assertEquals(Duration.ofSeconds(20), flapping.banLeft("a", START + 300 * SECOND));
    assertEquals(Duration.ZERO, flapping.banLeft("a", START + 320 * SECOND));
    assertFalse(flapping.count("a", rule, START + 321 * SECOND), "it begins anew");
  }

  @Test
  void onlyWhatIsInOneWindowCounts() {
    Flapping.Rule rule = new Flapping.Rule(3, Duration.ofMinutes(1), Duration.ofMinutes(5));
    Flapping<String> flapping = new Flapping<>();
    for (int minute = 0; minute < 10; minute++) {
      long now = START + minute * 60L * SECOND;
      assertFalse(flapping.count("a", rule, now));
      assertFalse(flapping.count("a", rule, now + SECOND));
    }
    assertFalse(flapping.count("b", Flapping.Rule.OFF, START));
    assertEquals(1, flapping.size());
  }

  @Test
  void householdsHaveOneKey() throws UnknownHostException {
    assertEquals(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
    assertNotEquals(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
    assertNotEquals(key("192.0.2.1"), key("192.0.2.2"));
    assertEquals(key("192.0.2.1"), key("::ffff:192.0.2.1"));
    assertNotEquals(key("0.0.0.1"), key("::1"));
    assertEquals("192.0.2.1", key("192.0.2.1").toString());
    assertEquals("2001:db8:1:2:0:0:0:0/64", key("2001:db8:1:2::1").toString());
  }

  private static NetworkKey key(String address) throws UnknownHostException {
    return NetworkKey.of(InetAddress.getByName(address));
  }
}
