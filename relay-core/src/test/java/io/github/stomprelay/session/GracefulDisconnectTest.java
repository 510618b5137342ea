package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** DISCONNECT: when its RECEIPT comes, and when none does. */
class GracefulDisconnectTest {
  private static final String DISCONNECT = "DISCONNECT\nreceipt:bye\n\n";
  private static final List<String> GOODBYE = List.of("RECEIPT\nreceipt-id:bye\n\n");

  private static SessionHarness subscribed() {
    return subscribed(new SessionHarness());
  }

  private static SessionHarness subscribed(SessionHarness h) {
    h.connect("1.2").frame("SUBSCRIBE\nid:s\ndestination:/queue/a\n\n");
    h.broker.subscribed().get(0).listener().onSubscribed();
    return h;
  }

  @Test
  void noMessageComesAfterTheReceipt() {
    try (SessionHarness h = subscribed()) {
      h.broker.confirmsCancels(false);
      h.frame(DISCONNECT);
      assertEquals(1, h.broker.cancelled().size());
      assertEquals(List.of(), h.connection.taken());
      assertNull(h.connection.closed());
      h.broker.confirmsCancels(true);
      assertEquals(GOODBYE, h.connection.taken());
      assertEquals(CloseReason.DISCONNECT, h.connection.closed());
    }
  }

  @Test
  void aBrokerThatDoesNotConfirmHoldsItUpNoLongerThanFiveSeconds() {
    EmbeddedChannel time = new EmbeddedChannel();
    time.freezeTime();
    SessionHarness h = subscribed(new SessionHarness(time.eventLoop()));
    h.broker.confirmsCancels(false);
    h.frame(DISCONNECT);
    time.advanceTimeBy(4_999, TimeUnit.MILLISECONDS);
    time.runScheduledPendingTasks();
    assertEquals(List.of(), h.connection.taken());
    time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    time.runScheduledPendingTasks();
    assertEquals(GOODBYE, h.connection.taken());
    assertEquals(CloseReason.DISCONNECT, h.connection.closed());
    h.broker.confirmsCancels(true);
    assertEquals(List.of(), h.connection.taken());
  }

  @Test
  void aClientThatIsGoneMeanwhileIsToldNothing() {
    try (SessionHarness h = subscribed()) {
      h.broker.confirmsCancels(false);
      h.frame(DISCONNECT);
      h.session.onClosed(CloseReason.CLIENT_GONE);
      h.broker.confirmsCancels(true);
      assertEquals(List.of(), h.connection.taken());
      assertEquals(1, h.sessions.counters().closed().get(CloseReason.CLIENT_GONE));
      assertEquals(0, h.sessions.count());
    }
  }

  @Test
  void withoutAReceiptItJustCloses() {
    try (SessionHarness h = subscribed()) {
      h.frame("DISCONNECT\n\n");
      assertEquals(List.of(), h.connection.taken());
      assertEquals(CloseReason.DISCONNECT, h.connection.closed());
    }
  }
}
