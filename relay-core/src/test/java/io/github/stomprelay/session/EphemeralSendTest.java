package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A SEND to an ephemeral destination may be shed, unless somebody was promised its RECEIPT. */
class EphemeralSendTest {
  private static final SessionOptions OPTIONS =
      SessionVariant.with(
          List.of(
              new DestinationClass(
                  "typing",
                  "/topic/typing.#",
                  true,
                  SlowPolicy.DISCONNECT,
                  QueueDeclare.DURABLE,
                  null)));

  @Test
  void whoAsksForNothingIsPromisedNothing() {
    try (SessionHarness h = connected()) {
      h.frame("SEND\ndestination:/topic/typing.1\n\n");
      assertEquals(true, h.broker.last().publication().ephemeral());
      assertEquals(List.of(), h.connection.taken());
    }
  }

  @Test
  void aReceiptIsAPromise() {
    try (SessionHarness h = connected()) {
      h.frame("SEND\ndestination:/topic/typing.1\nreceipt:r\n\n");
      assertEquals(false, h.broker.last().publication().ephemeral());
      assertEquals(List.of(), h.connection.taken());
      h.broker.confirmAll();
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
    }
  }

  @Test
  void soIsATransaction() {
    try (SessionHarness h = connected()) {
      h.frame("BEGIN\ntransaction:t\n\n");
      h.frame("SEND\ndestination:/topic/typing.1\ntransaction:t\n\n");
      h.frame("COMMIT\ntransaction:t\n\n");
      assertEquals(false, h.broker.last().publication().ephemeral());
    }
  }

  private static SessionHarness connected() {
    SessionHarness harness = new SessionHarness(OPTIONS);
    harness.connect("1.2");
    return harness;
  }
}
