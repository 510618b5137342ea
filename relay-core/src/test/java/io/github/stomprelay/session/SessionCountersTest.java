package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What sessions count for metrics. */
class SessionCountersTest {
  @Test
  void refusedLoginsByReason() {
    for (List<String> words :
        List.of(
            List.of("Bad CONNECT", "bad-credentials"),
            List.of("Token expired", "token-expired"),
            List.of("Token missing", "token-missing"),
            List.of("Token refused", "token-refused"),
            List.of("too_many_accounts", "broker"))) {
      try (SessionHarness h =
          new SessionHarness(
              SessionOptions.defaults(),
              (login, loop, listener) -> listener.onRefused(words.get(0), "no"))) {
        h.frame("CONNECT\naccept-version:1.2\n\n");
        h.sessions
            .counters()
            .loginsRefused()
            .forEach(
                (why, sum) ->
                    assertEquals(why.label().equals(words.get(1)) ? 1 : 0, sum, why.label()));
        assertEquals(1, h.sessions.counters().loginsRefusedSum());
      }
    }
  }

  @Test
  void whatWaitsForSocketsIsSeenByTheTickAndForgottenWithTheSession() throws Exception {
    try (SessionHarness h = new SessionHarness()) {
      h.loop.submit(() -> h.connection.pendingBytes(5000)).get();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (h.sessions.unsent().bytes() != 5000 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertEquals(new PendingBytes(5000, 5000), h.sessions.unsent());
      h.loop.submit(() -> h.session.onClosed(CloseReason.CLIENT_GONE)).get();
      assertEquals(PendingBytes.NOTHING, h.sessions.unsent());
    }
    assertTrue(new PendingBytes(7, 4).equals(new PendingBytes(3, 3).plus(new PendingBytes(4, 4))));
  }
}
