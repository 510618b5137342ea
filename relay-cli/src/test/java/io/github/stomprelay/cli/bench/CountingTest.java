package io.github.stomprelay.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the figures rest on. */
class CountingTest {
  @Test
  void lossDuplicatesAndOrderAreExact() {
    Sequence sequence = new Sequence();
    assertTrue(sequence.received(0));
    assertTrue(sequence.received(3));
    assertTrue(sequence.received(1));
    assertFalse(sequence.received(1));
    assertFalse(sequence.received(3));
    assertEquals(1, sequence.late());
    assertEquals(2, sequence.duplicates());
    assertEquals(1, sequence.lost(4), "2 is missing");
    assertEquals(3, sequence.lost(6), "2, 4 and 5 are missing");
  }

  @Test
  void percentilesAreWithinA256thOfTheTruth() {
    Random random = new Random(7);
    long[] micros = random.longs(50_000, 1, 40_000_000).map(value -> value >> value % 20).toArray();
    Latencies latencies = new Latencies();
    Arrays.stream(micros).forEach(value -> latencies.record(value * 1000));
    Arrays.sort(micros);
    for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 0.999, 1}) {
      long exact = micros[(int) Math.ceil(share * micros.length) - 1];
      long said = latencies.percentile(share);
      assertTrue(said >= exact && said <= exact + exact / 256 + 1, exact + " said as " + said);
    }
    assertEquals(micros[micros.length - 1], latencies.max());
    assertEquals(0, new Latencies().percentile(0.5));
  }

  @Test
  void aBodySaysWhoseItIsAlsoWhenWrittenAnew() {
    Payload payload = new Payload(150);
    byte[] body = payload.body(7, 123, 456_789);
    assertEquals(150, body.length);
    assertEquals(new Payload.Stamp(7, 123, 456_789), payload.read(body));
    String spaced = new String(body, StandardCharsets.UTF_8).replace("\":\"", "\" : \"");
    assertNotNull(payload.read(spaced.getBytes(StandardCharsets.UTF_8)));
    assertNull(new Payload(150).read(body), "of another run");
    assertNull(payload.read("hello".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void targets() {
    Target target = Target.parse("ws://[::1]:8080/coco/websocket");
    assertTrue(target.isWebSocket());
    assertEquals("::1", target.host());
    assertEquals(8080, target.port());
    assertFalse(Target.parse("tcp://localhost:61613").isWebSocket());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "localhost:61613", "tcp://localhost", "http://x:1/", "ws://:1/ws", "a b"})
  void notATarget(String text) {
    assertThrows(IllegalArgumentException.class, () -> Target.parse(text));
  }
}
