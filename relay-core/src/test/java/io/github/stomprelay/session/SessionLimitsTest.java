package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What one session may have at a time (security.md T29); SessionOptions.defaults() says it. */
class SessionLimitsTest {
  private static final SessionOptions.Limits LIMITS = SessionOptions.defaults().limits();

  private static void subscribe(SessionHarness h, int id) {
    h.frame("SUBSCRIBE\nid:%d\ndestination:/topic/a.%d\n\n".formatted(id, id));
    h.broker.subscribed().get(id).listener().onSubscribed();
  }

  private static void assertRefused(SessionHarness h, String summary) {
    String error = h.connection.taken().get(0);
    assertTrue(error.startsWith("ERROR\nmessage:" + summary + "\n"), error);
    assertEquals(CloseReason.REFUSED, h.connection.closed());
    assertTrue(h.broker.closed());
  }

  @Test
  void subscriptions() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      for (int i = 0; i < LIMITS.subscriptions(); i++) {
        subscribe(h, i);
      }
      assertNull(h.connection.closed());
      h.frame("SUBSCRIBE\nid:more\ndestination:/topic/more\n\n");
      assertRefused(h, "Subscription limit exceeded");
      assertEquals(LIMITS.subscriptions(), h.broker.subscribed().size());
    }
  }

  @Test
  void receipts() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      String longest = "r".repeat(LIMITS.receiptLength());
      h.frame("BEGIN\ntransaction:t\nreceipt:" + longest + "\n\n");
      assertEquals("RECEIPT\nreceipt-id:" + longest + "\n\n", h.connection.taken().get(0));
      h.frame("BEGIN\ntransaction:u\nreceipt:" + longest + "r\n\n");
      assertRefused(h, "Invalid header");
    }
  }

  @Test
  void transactions() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      for (int i = 0; i < LIMITS.transactions(); i++) {
        h.frame("BEGIN\ntransaction:" + i + "\n\n");
      }
      assertNull(h.connection.closed());
      h.frame("BEGIN\ntransaction:more\n\n");
      assertRefused(h, "Transaction limit exceeded");
    }
  }
}
