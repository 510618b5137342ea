package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Too much waits in the relay: who comes new is told to come later, and who is there goes on. */
@Timeout(60)
class MemoryPressureTest {
  private static final long LIMIT = 8 << 20;

  private EmbeddedBroker broker;
  private LoneRelay lone;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
    lone =
        LoneRelay.start(
            "limits.memory=8 MiB", "amqp.port=" + broker.port(), "auth.anonymous.remote=true");
  }

  @AfterEach
  void stop() {
    lone.close();
    broker.close();
  }

  /** Something that waits on a loop of its own. */
  private MemoryBudget.Account somethingWaits(long bytes) {
    MemoryBudget.Account account = lone.relay().memory().account(task -> {});
    account.charge(bytes);
    return account;
  }

  private String admin(String path) {
    return RawHttp.exchange(lone.address("admin"), RawHttp.get(path)).body();
  }

  @Test
  void nearTheLimitNewSessionsAreRefusedAndOldOnesGoOn() {
    try (StompClient old = lone.tcp()) {
      assertEquals("CONNECTED", old.connect().command());
      MemoryBudget.Account account = somethingWaits(LIMIT / 10 * 9);
      try (StompClient late = lone.tcp()) {
        StompFrame refusal = late.receive();
        assertEquals("ERROR", refusal.command());
        assertEquals("Server busy", refusal.header("message"));
        assertTrue(refusal.text().contains("come back in a few seconds"), refusal.text());
      }
      RawResponse http =
          RawHttp.exchange(lone.address("http"), RawHttp.post("/coco/000/abc/xhr", ""));
      assertEquals(503, http.status(), http.body());
      assertEquals("5", http.header("retry-after"));
      assertEquals(503, lone.readiness());
      assertTrue(admin("/readyz").contains("too much waits (limits.memory)"));
      String metrics = admin("/metrics");
      assertTrue(metrics.contains("stomp_relay_memory_limit_bytes 8388608.0"), metrics);
      assertTrue(metrics.contains("stomp_relay_memory_refusals_total 2.0"), metrics);
      assertTrue(metrics.contains("cause=\"memory-limit\"} 1.0"), metrics);
      old.sendFrame("SEND", "still here", "destination:/topic/a", "receipt:1");
      assertEquals("RECEIPT", old.receive().command());
      account.charge(-account.charged());
      assertEquals(200, lone.readiness());
      try (StompClient late = lone.tcp()) {
        assertEquals("CONNECTED", late.connect().command());
      }
    }
  }

  /** Begins a transaction that holds so much. */
  private static void park(StompClient client, int mebibytes) {
    client.sendFrame("BEGIN", "", "transaction:t");
    for (int i = 0; i < mebibytes; i++) {
      client.sendFrame("SEND", "x".repeat(1 << 20), "destination:/queue/q", "transaction:t");
    }
    client.sendFrame("BEGIN", "", "transaction:another", "receipt:parked");
    assertEquals("parked", client.receive("RECEIPT").header("receipt-id"));
  }

  private void awaitReadiness(int status) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lone.readiness() != status) {
      assertTrue(System.nanoTime() < end, () -> admin("/readyz"));
      Thread.onSpinWait();
    }
  }

  @Test
  void beyondTheLimitTheClientIsCutForWhichMostWaitsAndTheRelayRecovers() {
    try (StompClient greedy = lone.tcp();
        StompClient modest = lone.tcp();
        StompClient other = lone.tcp()) {
      for (StompClient each : List.of(greedy, modest, other)) {
        assertEquals("CONNECTED", each.connect().command());
      }
      park(modest, 1);
      park(other, 1); // one of the two shares a loop with the greedy one, where there are two loops
      assertEquals(200, lone.readiness());
      park(greedy, 5);
      awaitReadiness(503);
      assertTrue(admin("/readyz").contains("too much waits (limits.memory)"));
      greedy.sendFrame("SEND", "x".repeat(2 << 20), "destination:/queue/q", "transaction:t");
      StompFrame error = greedy.receive("ERROR");
      assertEquals("Too much waits for this client", error.header("message"));
      assertTrue(error.text().contains("limits.memory"), error.text());
      greedy.expectClosed();
      awaitReadiness(200);
      assertTrue(admin("/metrics").contains("cause=\"memory-limit\"} 1.0"), admin("/metrics"));
      for (StompClient each : List.of(modest, other)) {
        each.sendFrame("COMMIT", "", "transaction:t", "receipt:all of it");
        assertEquals("all of it", each.receive("RECEIPT").header("receipt-id"));
      }
      try (StompClient late = lone.tcp()) {
        assertEquals("CONNECTED", late.connect().command());
      }
    }
  }
}
