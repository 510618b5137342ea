package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.broker.BrokerError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever waits in a session is counted while it waits, and no longer. */
class WaitingMemoryTest {
  private static final int BODY = 1000;
  private static final String SEND = "SEND\ndestination:/queue/a\n%s\n" + "x".repeat(BODY);
  private static final String REQUEST = SEND.formatted("reply-to:/temp-queue/mine\n");

  private static long debt(SessionHarness h) {
    return h.connection.debt().bytes();
  }

  private static void waits(SessionHarness h, int bodies) {
    long debt = debt(h);
    assertTrue(
        debt >= (long) bodies * BODY && debt < (long) bodies * (BODY + 1000), "debt " + debt);
  }

  private static SessionHarness withReplyQueueUnderWay() {
    return new SessionHarness().connect("1.2").frame(REQUEST);
  }

  /** Sends until the client is no longer read; how many. */
  private static int sendUntilPaused(SessionHarness h) {
    int sent = 0;
    while (!h.connection.paused() && sent < 1000) {
      h.frame(SEND.formatted(""));
      sent++;
    }
    return sent;
  }

  @Test
  void sendsBehindAReplyQueueAreCountedAndTheirClientIsNoLongerRead() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      int sent = sendUntilPaused(h);
      assertTrue(sent > 10 && sent < 100, "frames taken: " + sent);
      waits(h, 1 + sent);
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(1 + sent, h.broker.published().size());
      assertFalse(h.connection.paused());
      assertEquals(0, debt(h));
    }
  }

  @Test
  void aRefusedReplyQueueReleasesWhatWaitedForIt() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      sendUntilPaused(h);
      h.broker.subscribed().get(0).listener().onRefused(new BrokerError(403, "NO", "no"));
      assertEquals(0, debt(h));
    }
  }

  /** As thrown when direct memory is exhausted. */
  private static final class NoMemory extends Error {
    private static final long serialVersionUID = 1;
  }

  @Test
  void anErrorWhileWhatWaitedIsPublishedLeavesNothingBehind() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      sendUntilPaused(h);
      h.broker.fails(new NoMemory());
      assertThrows(NoMemory.class, () -> h.broker.subscribed().get(0).listener().onSubscribed());
      assertEquals(CloseReason.REFUSED, h.connection.closed(), "what is lost is told");
      assertEquals(0, debt(h));
    }
  }

  @Test
  void aReplyQueueThatDoesNotOpenIsNotAwaitedForEver() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      h.frame(SEND.formatted(""));
      Duration most = SessionOptions.defaults().limits().outageMaxAge();
      ((StompSession) h.session).tick(System.nanoTime() + most.toNanos() / 2, 0);
      assertNull(h.connection.closed());
      ((StompSession) h.session).tick(System.nanoTime() + most.toNanos() + 1, 0);
      assertEquals(CloseReason.BROKER_FAILED, h.connection.closed());
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:outage\n"), error);
      assertTrue(error.contains("'/temp-queue/mine'"), error);
      assertEquals(0, debt(h));
    }
  }

  @Test
  void whoLeavesDoesNotWaitForAReplyQueue() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      h.frame(SEND.formatted("")).frame("DISCONNECT\nreceipt:bye\n\n");
      assertEquals(2, h.broker.published().size());
      assertEquals(0, debt(h));
      h.broker.confirmAll();
      assertEquals(CloseReason.DISCONNECT, h.connection.closed());
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(0, h.broker.published().size(), "once each");
    }
  }

  @Test
  void aDrainDoesNotWaitForAReplyQueue() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      List<String> done = new ArrayList<>();
      ((StompSession) h.session).shutDown(() -> done.add("done"));
      assertEquals(1, h.broker.published().size());
      h.broker.confirmAll();
      assertEquals(List.of("done"), done);
      assertEquals(CloseReason.SHUTDOWN, h.connection.closed());
    }
  }

  @Test
  void whatWaitsForAReplyQueueGoesWithItsSession() {
    try (SessionHarness h = withReplyQueueUnderWay()) {
      h.frame(SEND.formatted(""));
      h.session.onClosed(CloseReason.CLIENT_GONE);
      assertEquals(0, debt(h));
      assertEquals(2, h.broker.published().size(), "nobody reads the answer any more");
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(2, h.broker.published().size(), "once each");
      assertEquals(0, debt(h));
    }
  }

  @Test
  void framesBehindASubscribeAreCounted() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:a\ndestination:/queue/a\n\n");
      h.frame(SEND.formatted("")).frame(SEND.formatted(""));
      waits(h, 2);
      h.broker.subscribed().get(0).listener().onSubscribed();
      assertEquals(0, debt(h));
    }
  }

  @Test
  void largeHeadersCountAsWellAsBodies() {
    try (SessionHarness h = new SessionHarness()) {
      h.connect("1.2").frame("SUBSCRIBE\nid:a\ndestination:/queue/a\n\n");
      h.frame("SEND\ndestination:/queue/a\nx:" + "y".repeat(70_000) + "\n\n");
      assertTrue(debt(h) > 70_000, "debt " + debt(h));
      assertTrue(h.connection.paused());
      h.session.onClosed(CloseReason.CLIENT_GONE);
      assertEquals(0, debt(h));
    }
  }

  @Test
  void framesOfOpenTransactionsAreCounted() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      for (String id : List.of("a", "b", "c")) {
        h.frame("BEGIN\ntransaction:" + id + "\n\n");
        h.frame(SEND.formatted("transaction:" + id + "\n"));
      }
      waits(h, 3);
      h.frame("COMMIT\ntransaction:a\n\n");
      waits(h, 2);
      h.frame("ABORT\ntransaction:b\n\n");
      waits(h, 1);
      h.session.onClosed(CloseReason.CLIENT_GONE);
      assertEquals(0, debt(h));
    }
  }

  @Test
  void sharedMessagesBeforeTheSubscriptionIsConfirmedAreCounted() {
    for (boolean confirmed : List.of(true, false)) {
      try (SessionHarness h = new SessionHarness()) {
        h.connect("1.2").frame("SUBSCRIBE\nid:a\ndestination:/topic/a\n\n");
        h.broker.deliverShared(0, "amq.topic", "a", "x".repeat(BODY));
        waits(h, 1);
        if (confirmed) {
          h.broker.subscribed().get(0).listener().onSubscribed();
        } else {
          h.session.onClosed(CloseReason.CLIENT_GONE);
        }
        assertEquals(0, debt(h));
      }
    }
  }

  @Test
  void messagesThatMayBeDroppedAreCounted() {
    DestinationClass all =
        new DestinationClass(
            "all", "/topic/#", false, SlowPolicy.DROP_OLDEST, QueueDeclare.DURABLE, null);
    for (boolean taken : List.of(true, false)) {
      try (SessionHarness h =
          new SessionHarness(SessionVariant.with(List.of(all))).connect("1.2")) {
        h.frame("SUBSCRIBE\nid:a\ndestination:/topic/a\n\n");
        h.broker.subscribed().get(0).listener().onSubscribed();
        h.connection.takesBytes(false);
        for (int i = 0; i < 1000; i++) {
          h.broker.deliverShared(0, "amq.topic", "a", "x".repeat(BODY));
        }
        assertTrue(debt(h) > 400_000 && debt(h) < 600_000, "debt " + debt(h));
        if (taken) {
          h.connection.takesBytes(true);
          h.session.onWritable(true);
        } else {
          h.session.onClosed(CloseReason.CLIENT_GONE);
        }
        assertEquals(0, debt(h));
      }
    }
  }

  @Test
  void theLargestDebtorIsToldSoAndCut() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      h.frame("BEGIN\ntransaction:t\n\n").frame(SEND.formatted("transaction:t\n"));
      ((StompSession) h.session).cutOff(debt(h));
      String error = h.connection.taken().get(0);
      assertTrue(error.startsWith("ERROR\nmessage:Too much waits for this client\n"), error);
      assertTrue(error.contains("limits.memory"), error);
      assertEquals(CloseReason.MEMORY, h.connection.closed());
      assertEquals(0, debt(h));
    }
  }
}
