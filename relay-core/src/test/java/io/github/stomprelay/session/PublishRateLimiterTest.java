package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.limit.Flapping;
import io.github.stomprelay.limit.LimitScope;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.testkit.RecordingConnection;
import io.github.stomprelay.timing.Environment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a session does with SENDs that come too fast (security.md T30). */
class PublishRateLimiterTest {
  /** One in a day and a half: what is over the burst waits as long as a test can last. */
  private static final Rate THREE_AND_THEN_NONE = new Rate(1e14, (long) 3e14);

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

  private static SessionHarness paced(Rate messages, Rate bytes) {
    return new SessionHarness(
            SessionVariant.with(
                new SessionOptions.Pace(messages, bytes, Duration.ofNanos(PATIENCE))))
        .connect("1.2");
  }

  private static void send(SessionHarness h, int from, int to) {
    for (int i = from; i < to; i++) {
      h.frame("SEND\ndestination:/queue/q\n\n" + i);
    }
  }

  private static List<String> published(SessionHarness h) {
    return h.broker.published().stream()
        .map(each -> new String(each.publication().body(), java.nio.charset.StandardCharsets.UTF_8))
        .toList();
  }

  private static void tick(SessionHarness h, long later) {
    ((StompSession) h.session).tick(System.nanoTime() + later, 0);
  }

  private static long counted(SessionHarness h, LimitScope scope) {
    return h.sessions.counters().limits().sums().getOrDefault(scope, -1L);
  }

  @Test
  void theBurstGoesAndTheRestWaitsUnread() {
    try (SessionHarness h = paced(THREE_AND_THEN_NONE, Rate.OFF)) {
      send(h, 0, 5);
      assertEquals(List.of("0", "1", "2"), published(h));
      assertFalse(h.connection.paused(), "a few more are taken");
      send(h, 5, 300);
      assertTrue(h.connection.paused());
      assertEquals(3, published(h).size());
      assertEquals(1, counted(h, LimitScope.PUBLISH_DELAYED));
    }
  }

  @Test
  void whatWaitsGoesInItsOrderAsTheRateAllows() {
    try (SessionHarness h = paced(Rate.of(1000, 3), Rate.OFF)) {
      send(h, 0, 50);
      for (long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
          published(h).size() < 50 && System.nanoTime() < end; ) {
        tick(h, 0);
      }
      assertEquals(50, published(h).size());
      assertEquals(
          published(h).stream()
              .sorted((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
              .toList(),
          published(h));
      assertFalse(h.connection.paused());
      assertNull(h.connection.closed());
    }
  }

  @Test
  void bytesHaveARateOfTheirOwn() {
    try (SessionHarness h = paced(Rate.OFF, new Rate(1e12, (long) 10e12))) {
      h.frame("SEND\ndestination:/queue/q\n\n" + "x".repeat(9));
      h.frame("SEND\ndestination:/queue/q\n\n" + "y".repeat(1000));
      h.frame("SEND\ndestination:/queue/q\n\nz");
      assertEquals(2, published(h).size(), "a large one goes, and is paid for by waiting");
    }
  }

  @Test
  void whatIsNoPublishingDoesNotWait() {
    try (SessionHarness h = paced(THREE_AND_THEN_NONE, Rate.OFF)) {
      send(h, 0, 5);
      h.frame("SUBSCRIBE\nid:s\ndestination:/queue/q\n\n");
      assertEquals(1, h.broker.subscribed().size());
    }
  }

  @Test
  void aDisconnectWaitsBehindWhatItMustConfirm() {
    try (SessionHarness h = paced(THREE_AND_THEN_NONE, Rate.OFF)) {
      send(h, 0, 5);
      h.frame("DISCONNECT\nreceipt:bye\n\n");
      tick(h, 0);
      assertEquals(List.of(), h.connection.taken());
      assertEquals(3, published(h).size());
    }
  }

  @Test
  void whoGoesOnIsRefusedAndWhatWaitedIsDropped() {
    try (SessionHarness h = paced(THREE_AND_THEN_NONE, Rate.OFF)) {
      send(h, 0, 5);
      tick(h, PATIENCE / 2);
      assertNull(h.connection.closed());
      tick(h, PATIENCE + TimeUnit.SECONDS.toNanos(1));
      assertEquals(CloseReason.RATE_LIMITED, h.connection.closed());
      assertTrue(h.connection.taken().get(0).contains("message:Too many messages\n"));
      assertEquals(3, published(h).size());
      assertEquals(1, counted(h, LimitScope.PUBLISH_REFUSED));
    }
  }

  @Test
  void patienceLastsWhileTheBrokerIsWhatHoldsThemUp() {
    try (SessionHarness h = paced(THREE_AND_THEN_NONE, Rate.OFF)) {
      send(h, 0, 5);
      h.frame("SUBSCRIBE\nid:s\ndestination:/queue/q\n\n");
      tick(h, 3 * PATIENCE);
      assertNull(h.connection.closed(), "a SUBSCRIBE is not answered");
      h.broker.subscribed().get(0).listener().onSubscribed();
      h.broker.events().onPublishingPaused();
      tick(h, 6 * PATIENCE);
      assertNull(h.connection.closed(), "the broker takes nothing");
      h.broker.events().onPublishingResumed();
      tick(h, 6 * PATIENCE + PATIENCE / 2);
      assertNull(h.connection.closed());
      tick(h, 8 * PATIENCE);
      assertEquals(CloseReason.RATE_LIMITED, h.connection.closed());
    }
  }

  /** The same limits, and a ban for the first that comes and goes. */
  private static SessionOptions pacedAndWatched() {
    Duration hour = Duration.ofHours(1);
    SessionOptions.Visitor watched =
        new SessionOptions.Visitor(0, new Flapping.Rule(1, hour, hour));
    SessionOptions base = SessionOptions.defaults();
    return new SessionOptions(
        base.serverHeader(),
        base.lenientErrors(),
        base.lenientBooleans(),
        base.login(),
        base.topics(),
        base.answers(),
        base.tokens(),
        base.limits(),
        new SessionOptions.Pace(THREE_AND_THEN_NONE, Rate.OFF, Duration.ofNanos(PATIENCE)),
        new SessionOptions.Visits(watched, watched),
        base.numericHeaders(),
        base.aliases(),
        base.publishingNotices(),
        base.queuePrefix(),
        base.classes());
  }

  /** A clock that is ahead. */
  private static final class Ahead implements Environment.Source {
    private long nanos;

    @Override
    public long nanoTime() {
      return Environment.real().nanoTime() + nanos;
    }

    @Override
    public long currentTimeMillis() {
      return Environment.real().currentTimeMillis();
    }

    @Override
    public RandomGenerator random() {
      return Environment.real().random();
    }
  }

  /** Comes from where the harness's client came from, and goes again; why it was cut, or null. */
  private static @Nullable CloseReason quota(SessionHarness h) {
    RecordingConnection connection = new RecordingConnection(h.loop);
    FrameReceiver visitor = h.sessions.accept(connection);
    visitor.onOpen();
    visitor.onClosed(CloseReason.CLIENT_GONE);
    return connection.closed();
  }

  @Test
  void whoWaitsForAnOutageBehindItsRateIsNeitherCutNorOneOfThoseWhoComeAndGo() {
    Ahead clock = new Ahead();
    Environment.replace(clock);
    try (SessionHarness h = new SessionHarness(pacedAndWatched())) {
      h.connect("1.2");
      send(h, 0, 5);
      h.frame("SUBSCRIBE\nid:s\ndestination:/queue/q\n\n");
      for (int i = 0; i < 5; i++) {
        clock.nanos += PATIENCE;
        tick(h, clock.nanos);
        assertNull(h.connection.closed(), "the broker has not answered");
      }
      h.session.onClosed(CloseReason.CLIENT_GONE);
      assertEquals(0, counted(h, LimitScope.PUBLISH_REFUSED));
      assertNull(quota(h), "who gave up waiting may come again");
      assertEquals(CloseReason.RATE_LIMITED, quota(h), "who waited for nothing may not");
    } finally {
      Environment.replace(Environment.real());
    }
  }

  @Test
  void withoutARateNothingWaits() {
    try (SessionHarness h = new SessionHarness().connect("1.2")) {
      send(h, 0, 1000);
      assertEquals(1000, published(h).size());
      assertEquals(0, counted(h, LimitScope.PUBLISH_DELAYED));
    }
  }
}
