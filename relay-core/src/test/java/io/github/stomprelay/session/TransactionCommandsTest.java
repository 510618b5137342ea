package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.testkit.FakeBroker;
import java.util.List;
import org.junit.jupiter.api.Test;

/** BEGIN, what waits for its COMMIT, and what each of them is answered. */
class TransactionCommandsTest {
  private static final String COMMIT = "COMMIT\ntransaction:t\nreceipt:c\n\n";

  private static SessionHarness begun() {
    return new SessionHarness().connect("1.2").frame("BEGIN\ntransaction:t\n\n");
  }

  private static SessionHarness sent() {
    return begun()
        .frame("SEND\ndestination:/queue/a\ntransaction:t\n\n1")
        .frame("SEND\ndestination:/queue/a\ntransaction:t\n\n2");
  }

  @Test
  void beginAndAbortAreReceiptedAtOnce() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      h.frame("BEGIN\ntransaction:t\nreceipt:b\n\n");
      h.frame("ABORT\ntransaction:t\nreceipt:a\n\n");
      assertEquals(
          List.of("RECEIPT\nreceipt-id:b\n\n", "RECEIPT\nreceipt-id:a\n\n"), h.connection.taken());
    }
  }

  @Test
  void itsMessagesArePublishedAtCommitAndReceiptedWhenConfirmed() {
    try (SessionHarness h = sent()) {
      assertEquals(0, h.broker.published().size());
      h.frame(COMMIT);
      assertEquals(2, h.broker.published().size());
      assertEquals(List.of(), h.connection.taken());
      h.broker.confirmAll();
      assertEquals(List.of("RECEIPT\nreceipt-id:c\n\n"), h.connection.taken());
    }
  }

  @Test
  void anAbortedOneIsGone() {
    try (SessionHarness h = sent().frame("ABORT\ntransaction:t\n\n")) {
      assertEquals(0, h.broker.published().size());
    }
  }

  @Test
  void anAckWaitsForItsCommit() {
    try (SessionHarness h = begun()) {
      h.frame("SUBSCRIBE\nid:s\ndestination:/queue/a\nack:client-individual\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      FakeBroker.FakeDelivery delivery = h.broker.deliver(0, "", "a", "work");
      String ack = SessionHarness.header(h.connection.taken().get(0), "ack");
      h.frame("ACK\nid:" + ack + "\ntransaction:t\n\n");
      assertEquals("none", delivery.answer());
      h.frame(COMMIT);
      assertEquals("ack", delivery.answer());
      assertEquals(List.of("RECEIPT\nreceipt-id:c\n\n"), h.connection.taken());
    }
  }

  @Test
  void aSendThatCouldNeverBePublishedIsRefusedWhenItComes() {
    try (SessionHarness h = begun()) {
      h.frame("SEND\ndestination:/nowhere/a\ntransaction:t\nreceipt:s\n\n1");
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\n") && error.contains("receipt-id:s\n"), error);
      assertEquals(CloseReason.REFUSED, h.connection.closed());
    }
  }

  @Test
  void whatTheBrokerRefusesOfItCostsTheReceipt() {
    try (SessionHarness h = sent().frame(COMMIT)) {
      FakeBroker.Published first = h.broker.published().get(0);
      first.listener().onRefused(BrokerError.of(312, "NO_ROUTE"));
      List<String> said = h.connection.taken();
      assertEquals(1, said.size());
      assertTrue(said.get(0).startsWith("ERROR\n"), said.get(0));
      assertEquals(CloseReason.REFUSED, h.connection.closed());
      h.broker.published().remove(first);
      h.broker.confirmAll();
      assertEquals(List.of(), h.connection.taken());
    }
  }

  @Test
  void theNextOneMayHaveItsName() {
    try (SessionHarness h = sent().frame(COMMIT)) {
      h.broker.confirmAll();
      h.frame("BEGIN\ntransaction:t\n\n").frame(COMMIT.replace(":c", ":again"));
      assertEquals("RECEIPT\nreceipt-id:again\n\n", h.connection.taken().get(1));
      assertNull(h.connection.closed());
    }
  }
}
