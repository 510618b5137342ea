package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.FakeBroker.FakeDelivery;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session does while its client takes no bytes, by destination class and kind of queue. */
class SlowClientTest {
  private static final String BIG = "x".repeat(1 << 10);

  /** Messages of {@link #BIG} that the default buffer holds. */
  private static final int FIT = (512 << 10) / (BIG.length() + 4 + 256);

  private final SessionHarness h =
      new SessionHarness(
          SessionVariant.with(
              List.of(
                  new DestinationClass(
                      "d",
                      "/topic/drop.#",
                      false,
                      SlowPolicy.DROP_OLDEST,
                      QueueDeclare.DURABLE,
                      null),
                  new DestinationClass(
                      "k",
                      "/topic/keep.#",
                      false,
                      SlowPolicy.KEEP_LATEST,
                      QueueDeclare.DURABLE,
                      null))));

  @BeforeEach
  void connect() {
    h.connect("1.2");
  }

  @AfterEach
  void close() {
    h.close();
  }

  private void subscribe(String id, String destination) {
    int number = h.broker.subscribed().size();
    h.frame("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n\n");
    h.broker.subscribed().get(number).listener().onSubscribed();
  }

  private List<String> bodies() {
    List<String> bodies = new ArrayList<>();
    for (String frame : h.connection.taken()) {
      String body = frame.substring(frame.indexOf("\n\n") + 2);
      bodies.add(body.replace(BIG, ""));
    }
    return bodies;
  }

  private void stall() {
    h.connection.takesBytes(false);
  }

  private List<String> resume() {
    h.connection.takesBytes(true);
    h.session.onWritable(true);
    return bodies();
  }

  private long dropped(SlowPolicy action) {
    return h.sessions.counters().dropped().getOrDefault(action, -1L);
  }

  private long slow(SlowPolicy action) {
    return h.sessions.counters().slowClients().getOrDefault(action, -1L);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> String.format("%04d", i)).toList();
  }

  @Test
  void aShortStallCostsNothingAndKeepsTheOrder() {
    subscribe("a", "/topic/drop.x");
    subscribe("b", "/topic/drop.y");
    h.broker.deliverShared(0, "amq.topic", "drop.x", "1");
    stall();
    h.broker.deliverShared(0, "amq.topic", "drop.x", "2");
    h.broker.deliverShared(1, "amq.topic", "drop.y", "3");
    h.broker.deliverShared(0, "amq.topic", "drop.x", "4");
    assertEquals(List.of("1"), bodies());
    assertEquals(List.of("2", "3", "4"), resume());
    h.broker.deliverShared(0, "amq.topic", "drop.x", "5");
    assertEquals(List.of("5"), bodies());
    assertEquals(0, dropped(SlowPolicy.DROP_OLDEST));
    assertEquals(0, slow(SlowPolicy.DROP_OLDEST));
  }

  @Test
  void dropOldestKeepsTheNewestThatFit() {
    subscribe("a", "/topic/drop.x");
    stall();
    int sent = 3 * FIT;
    for (String number : numbers(0, sent)) {
      h.broker.deliverShared(0, "amq.topic", "drop.x", number + BIG);
    }
    List<String> got = resume();
    assertTrue(Math.abs(got.size() - FIT) <= 1, got.size() + " of " + FIT);
    assertEquals(numbers(sent - got.size(), sent), got);
    assertEquals(sent - got.size(), dropped(SlowPolicy.DROP_OLDEST));
    assertEquals(1, slow(SlowPolicy.DROP_OLDEST));
    assertNull(h.connection.closed());
  }

  @Test
  void keepLatestKeepsOneForEachDestination() {
    subscribe("a", "/topic/keep.#");
    stall();
    for (int i = 0; i < 10; i++) {
      h.broker.deliverShared(0, "amq.topic", "keep." + i % 3, "" + i);
    }
    assertEquals(List.of("7", "8", "9"), resume());
    assertEquals(7, dropped(SlowPolicy.KEEP_LATEST));
    assertEquals(1, slow(SlowPolicy.KEEP_LATEST));
  }

  @Test
  void whatIsUnsubscribedIsNotSentAnyMore() {
    subscribe("a", "/topic/drop.x");
    subscribe("b", "/topic/drop.y");
    stall();
    h.broker.deliverShared(0, "amq.topic", "drop.x", "1");
    h.broker.deliverShared(1, "amq.topic", "drop.y", "2");
    h.frame("UNSUBSCRIBE\nid:a\nreceipt:r\n\n");
    assertTrue(h.connection.taken().get(0).startsWith("RECEIPT"), "receipts never wait");
    assertEquals(List.of("2"), resume());
  }

  @Test
  void withoutAPolicyMessagesGoToTheConnection() {
    subscribe("a", "/topic/plain");
    stall();
    h.broker.deliverShared(0, "amq.topic", "plain", "1");
    assertEquals(List.of("1"), bodies());
  }

  @Test
  void aQueueOfItsOwnIsNeverDroppedAndNotAcknowledged() {
    subscribe("a", "/queue/drop");
    stall();
    List<FakeDelivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 2 * FIT; i++) {
      deliveries.add(h.broker.deliver(0, "", "drop", BIG));
    }
    assertEquals(List.of(), bodies());
    assertTrue(deliveries.stream().allMatch(each -> each.answer().equals("none")));
    assertEquals(2 * FIT, resume().size());
    assertTrue(deliveries.stream().allMatch(each -> each.answer().equals("ack")));
  }

  @Test
  void anUnsubscribedQueueGetsItsMessagesBack() {
    subscribe("a", "/queue/q");
    stall();
    FakeDelivery delivery = h.broker.deliver(0, "", "q", "1");
    h.frame("UNSUBSCRIBE\nid:a\n\n");
    assertEquals("given back", delivery.answer());
    assertEquals(List.of(), resume());
  }

  private void tick(long millis) {
    ((StompSession) h.session).tick(millis * 1_000_000, 0);
  }

  @Test
  void aBurstIsWaitedOutWhileTheClientTakesSomeOfIt() {
    h.connection.pendingBytes(100 << 20);
    tick(0);
    assertEquals(Long.MAX_VALUE, h.session.mostPending(), "it could not take anything yet");
    for (int millis = 900; millis < 10_000; millis += 900) {
      h.connection.takesSome();
      tick(millis);
      assertEquals(Long.MAX_VALUE, h.session.mostPending());
    }
    tick(10_001);
    assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed(), "over the limit for too long");
  }

  @Test
  void whoTakesNothingIsBoundedByTheLimitAndTheLargestFrame() {
    h.connection.pendingBytes(1 << 20);
    tick(0);
    tick(1_000);
    assertEquals((512 << 10) + (4 << 20), h.session.mostPending());
    assertNull(h.connection.closed());
    h.connection.takesSome();
    tick(1_250);
    assertEquals(Long.MAX_VALUE, h.session.mostPending());
    tick(2_250);
    h.connection.pendingBytes(5 << 20);
    tick(2_500);
    assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed());
  }

  /** A look now and then must not take one burst after the other for a single long one. */
  @Test
  void whoHasTakenAllBetweenTwoLooksIsNotSlow() {
    h.connection.pendingBytes(1 << 20);
    for (int millis = 0; millis < 30_000; millis += 250) {
      tick(millis);
      h.session.onWritable(true);
    }
    assertNull(h.connection.closed());
  }

  @Test
  void aClientForWhomTooMuchWaitsIsCutWhenSomethingIsSent() {
    h.session.onOverflow();
    assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed());
    assertTrue(h.connection.taken().get(0).contains("limits.outbound-buffer-bytes"));
    assertEquals(1, slow(SlowPolicy.DISCONNECT));
  }

  @Test
  void aStalledClientIsCutUnlessItsMessagesMayBeDropped() {
    subscribe("a", "/topic/drop.x");
    stall();
    h.broker.deliverShared(0, "amq.topic", "drop.x", "1");
    h.session.onStalled();
    assertNull(h.connection.closed());
    assertEquals(List.of("1"), resume());
    stall();
    h.session.onStalled();
    assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed());
    assertTrue(h.connection.taken().get(0).contains("limits.outbound-timeout"));
  }

  @Test
  void aClientThatTakesNothingOfItsQueueIsCut() {
    subscribe("a", "/queue/q");
    stall();
    h.broker.deliver(0, "", "q", "1");
    StompSession session = (StompSession) h.session;
    session.tick(System.nanoTime() + 9_000_000_000L, 0);
    assertNull(h.connection.closed());
    session.tick(System.nanoTime() + 11_000_000_000L, 0);
    assertEquals(CloseReason.SLOW_CLIENT, h.connection.closed());
    assertTrue(h.connection.taken().get(0).contains("message:Slow consumer\n"));
    assertEquals(1, slow(SlowPolicy.DISCONNECT));
  }
}
