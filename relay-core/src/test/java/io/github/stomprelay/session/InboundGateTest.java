package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.testkit.FakeBroker;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A client that subscribes and then sends receives its own message: the order of SUBSCRIBE and
 * SEND.
 */
class InboundGateTest {
  private static final String SUBSCRIBE = "SUBSCRIBE\nid:%s\ndestination:/exchange/chat/room.1\n\n";
  private static final String SEND = "SEND\ndestination:/exchange/chat/room.1\n%s\n%s";

  @Test
  void aSendWaitsForEverySubscribeBeforeIt() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2");
      h.frame(SUBSCRIBE.formatted("a")).frame(SUBSCRIBE.formatted("b"));
      h.frame(SEND.formatted("", "one")).frame(SEND.formatted("", "two"));
      assertEquals(List.of(), bodies(h));
      h.broker.subscribed().get(1).listener().onSubscribed();
      assertEquals(List.of(), bodies(h));
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(List.of("one", "two"), bodies(h));
    }
  }

  @Test
  void transactionsKeepTheirOrder() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a"));
      h.frame("BEGIN\ntransaction:t\n\n").frame(SEND.formatted("transaction:t\n", "dropped"));
      h.frame("ABORT\ntransaction:t\n\n").frame("BEGIN\ntransaction:t\n\n");
      h.frame(SEND.formatted("transaction:t\n", "kept")).frame("COMMIT\ntransaction:t\n\n");
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(List.of("kept"), bodies(h));
      assertEquals(List.of(), h.connection.taken());
    }
  }

  @Test
  void whoUnsubscribesBeforeTheAnswerDoesNotWaitForIt() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("", "one"));
      h.frame("UNSUBSCRIBE\nid:a\n\n");
      assertEquals(List.of("one"), bodies(h));
    }
  }

  @Test
  void disconnectLosesNothingThatWaits() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("receipt:s\n", "one"));
      h.frame("DISCONNECT\nreceipt:bye\n\n");
      assertEquals(List.of("one"), bodies(h));
      h.broker.confirmAll();
      assertEquals(2, h.connection.taken().size());
      assertEquals(CloseReason.DISCONNECT, h.connection.closed());
    }
  }

  @Test
  void whatWaitsIsPublishedForWhoIsGone() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("", "one"));
      h.session.onClosed(CloseReason.CLIENT_GONE);
      assertEquals(List.of("one"), bodies(h));
    }
  }

  @Test
  void whatWaitsIsNotPublishedBehindAnError() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("", "one"));
      h.broker.subscribed().get(0).listener().onRefused(new BrokerError(404, "NOT_FOUND", "no"));
      assertEquals(CloseReason.REFUSED, h.connection.closed());
      assertEquals(List.of(), bodies(h));
    }
  }

  @Test
  void whatWaitsIsNotPublishedForWhoIsCutOff() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("", "one"));
      ((StompSession) h.session).fail(CloseReason.TOKEN_REVOKED, "Token revoked", "");
      assertEquals(List.of(), bodies(h));
    }
  }

  @Test
  void aRefusedSubscribeReleasesWhatWaitedForIt() {
    SessionOptions lenient = SessionVariant.lenient();
    try (SessionHarness h = new SessionHarness(lenient)) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a")).frame(SEND.formatted("", "one"));
      h.broker.subscribed().get(0).listener().onRefused(new BrokerError(404, "NOT_FOUND", "no"));
      assertEquals(List.of("one"), bodies(h));
    }
  }

  @Test
  void aClientThatSendsOnAndOnIsNoLongerReadUntilTheAnswerComes() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame(SUBSCRIBE.formatted("a"));
      int sent = 0;
      while (!h.connection.paused() && sent < 1000) {
        h.frame(SEND.formatted("", "x".repeat(1000)));
        sent++;
      }
      assertTrue(sent > 10 && sent < 100, "frames taken: " + sent);
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(sent, h.broker.published().size());
      assertFalse(h.connection.paused());
    }
  }

  private static List<String> bodies(SessionHarness h) {
    return h.broker.published().stream()
        .map(FakeBroker.Published::publication)
        .map(publication -> new String(publication.body(), StandardCharsets.UTF_8))
        .toList();
  }
}
