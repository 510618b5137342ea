package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.stomp.StompVersion;
import io.github.stomprelay.testkit.FakeBroker.FakeDelivery;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Deadlines for answers, lenient errors and implicit logins: sections 3.1, 9 and 19. */
class DialectTest {
  private static final long MINUTE = 60_000_000_000L;

  private static SessionOptions options(boolean lenient, boolean implicit, Duration answers) {
    SessionOptions d = SessionOptions.defaults();
    SessionOptions.Login login =
        new SessionOptions.Login(
            Set.of(StompVersion.values()),
            implicit,
            d.login().timeout(),
            Duration.ZERO,
            Duration.ZERO,
            2.5,
            Duration.ZERO,
            d.login().failedLoginDelay());
    return new SessionOptions(
        null,
        lenient,
        false,
        login,
        d.topics(),
        new SessionOptions.Answers(100, true, answers),
        d.tokens(),
        d.limits(),
        d.pace(),
        d.visits(),
        d.numericHeaders(),
        d.aliases(),
        d.publishingNotices(),
        d.queuePrefix(),
        List.of());
  }

  private static SessionHarness lenient() {
    return new SessionHarness(options(true, false, Duration.ofMinutes(1)));
  }

  private static void subscribe(SessionHarness h, int number, String id) {
    h.frame("SUBSCRIBE\nid:" + id + "\ndestination:/queue/" + id + "\nack:client\n\n");
    h.broker.subscribed().get(number).listener().onSubscribed();
  }

  @Test
  void whatASubscriptionLeftUnansweredDoesNotEndTheNextOneOfItsId() {
    try (SessionHarness h = lenient()) {
      h.connect("1.2");
      subscribe(h, 0, "s");
      FakeDelivery left = h.broker.deliver(0, "", "s", "1");
      h.frame("UNSUBSCRIBE\nid:s\n\n");
      subscribe(h, 1, "s");
      FakeDelivery fresh = h.broker.deliver(1, "", "s", "2");
      h.connection.taken();
      StompSession session = (StompSession) h.session;
      session.tick(System.nanoTime() + 2 * MINUTE, 0);
      assertEquals("requeue", left.answer());
      assertEquals("none", fresh.answer());
      assertEquals(1, h.broker.cancelled().size());
      assertEquals(1, h.connection.taken().size());
    }
  }

  @Test
  void whatIsNeverAnsweredGoesToSomebodyElseAndTheClientIsTold() {
    try (SessionHarness h = lenient()) {
      h.connect("1.2");
      subscribe(h, 0, "slow");
      subscribe(h, 1, "quick");
      FakeDelivery first = h.broker.deliver(0, "", "slow", "1");
      FakeDelivery second = h.broker.deliver(0, "", "slow", "2");
      h.connection.taken();
      StompSession session = (StompSession) h.session;
      session.tick(System.nanoTime(), 0);
      assertEquals("none", first.answer());
      session.tick(System.nanoTime() + 2 * MINUTE, 0);
      assertEquals("requeue", first.answer());
      assertEquals("given back", second.answer());
      assertEquals(List.of("slow"), h.broker.cancelled());
      String error = h.connection.taken().get(0);
      assertTrue(error.contains("message:Acknowledgement timeout\n"), error);
      assertTrue(error.contains("subscription:slow\n"), error);
      assertTrue(error.contains("stomp.ack-timeout"), error);
      assertNull(h.connection.closed());
      session.tick(System.nanoTime() + 4 * MINUTE, 0);
      assertEquals(List.of(), h.connection.taken());
    }
  }

  @Test
  void strictlyItCostsTheSession() {
    try (SessionHarness h = new SessionHarness(options(false, false, Duration.ofMinutes(1)))) {
      h.connect("1.2");
      subscribe(h, 0, "slow");
      h.broker.deliver(0, "", "slow", "1");
      ((StompSession) h.session).tick(System.nanoTime() + 2 * MINUTE, 0);
      assertEquals(CloseReason.REFUSED, h.connection.closed());
      assertTrue(h.broker.closed());
    }
  }

  @Test
  void withoutDeadlineNothingExpires() {
    try (SessionHarness h = new SessionHarness(options(false, false, Duration.ZERO))) {
      h.connect("1.2");
      subscribe(h, 0, "slow");
      FakeDelivery delivery = h.broker.deliver(0, "", "slow", "1");
      ((StompSession) h.session).tick(System.nanoTime() + 2 * MINUTE, 0);
      assertEquals("none", delivery.answer());
    }
  }

  @Test
  void lenientlyARefusedSubscribeCostsOnlyItself() {
    try (SessionHarness h = lenient()) {
      h.connect("1.2");
      subscribe(h, 0, "good");
      h.frame("SUBSCRIBE\nid:bad\ndestination:/amq/queue/bad\nreceipt:r\n\n");
      h.broker.subscribed().get(1).listener().onRefused(BrokerError.of(404, "NOT_FOUND"));
      List<String> said = h.connection.taken();
      assertEquals(1, said.size());
      assertTrue(said.get(0).contains("subscription:bad\nreceipt-id:r\n"), said.get(0));
      assertNull(h.connection.closed());
      h.broker.deliver(0, "", "good", "still");
      assertEquals(1, h.connection.taken().size());
    }
  }

  @Test
  void lenientlyACommitThatFailsInPartSaysSoInsteadOfItsReceipt() {
    try (SessionHarness h = lenient()) {
      h.connect("1.2").frame("BEGIN\ntransaction:t\n\n");
      h.frame("SEND\ndestination:/queue/a\ntransaction:t\n\n1");
      h.frame("COMMIT\ntransaction:t\nreceipt:c\n\n");
      h.broker.last().listener().onRefused(BrokerError.of(312, "NO_ROUTE"));
      h.broker.published().clear();
      h.broker.confirmAll();
      List<String> said = h.connection.taken();
      assertEquals(2, said.size());
      assertTrue(said.get(0).contains("message:no_route\n"), said.get(0));
      assertTrue(said.get(1).contains("message:Transaction incomplete\n"), said.get(1));
      assertTrue(said.get(1).contains("receipt-id:c\n"), said.get(1));
      assertNull(h.connection.closed());
    }
  }

  @Test
  void lenientlyARequestWhoseReplyQueueIsRefusedIsRefusedToo() {
    try (SessionHarness h = lenient()) {
      h.connect("1.2");
      h.frame("SEND\ndestination:/queue/a\nreply-to:/temp-queue/x\nreceipt:r\n\n1");
      h.broker.subscribed().get(0).listener().onRefused(BrokerError.of(403, "ACCESS_REFUSED"));
      assertEquals(0, h.broker.published().size());
      List<String> said = h.connection.taken();
      assertTrue(said.get(0).contains("message:access_refused\n"), said.get(0));
      assertTrue(said.get(1).contains("receipt-id:r\n"), said.get(1));
      h.frame("SEND\ndestination:/queue/a\nreply-to:/temp-queue/x\n\n2");
      assertEquals(2, h.broker.subscribed().size());
    }
  }

  @Test
  void aClientMayBeginWithoutConnectWhereThatIsAllowed() {
    try (SessionHarness h = new SessionHarness(options(false, true, Duration.ZERO))) {
      h.frame("SEND\ndestination:/queue/a\nreceipt:r\n\nx");
      h.broker.confirmAll();
      assertEquals(List.of("RECEIPT\nreceipt-id:r\n\n"), h.connection.taken());
    }
  }

  @Test
  void aRefusedImplicitLoginClosesEvenLeniently() {
    Authenticator nobody =
        (login, loop, listener) -> listener.onRefused("Bad CONNECT", "no default login");
    try (SessionHarness h = new SessionHarness(options(true, true, Duration.ZERO), nobody)) {
      h.frame("SEND\ndestination:/queue/a\n\nx");
      assertFalse(h.connection.taken().isEmpty());
      assertEquals(CloseReason.LOGIN_REFUSED, h.connection.closed());
    }
  }
}
