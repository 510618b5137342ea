package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.broker.Delivery;
import io.github.stomprelay.broker.PublishListener;
import io.github.stomprelay.broker.Subscription;
import io.github.stomprelay.broker.SubscriptionListener;
import io.github.stomprelay.destination.DestinationParser;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.permission.PermissionRule;
import io.github.stomprelay.permission.PermissionRules;
import io.github.stomprelay.permission.Targets;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.testkit.FakeBroker;
import io.github.stomprelay.testkit.ManualLoop;
import io.github.stomprelay.testkit.Permitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who publishes and subscribes without a STOMP session may what a session may. */
class DirectClientTest {
  private static final RouteDefinition JOIN =
      new RouteDefinition(
          "join",
          "/app/join/{room}",
          "rooms",
          "{path.room}",
          Map.of("by", "{principal}"),
          Map.of(),
          "application/json",
          false,
          false,
          "{path.room}",
          new RouteDefinition.Leave("rooms", "{room}.left", Map.of(), Map.of(), null),
          null,
          null);

  /** Remembers what it was told. */
  private static final class Recorder
      implements PublishListener, SubscriptionListener, DirectClient.Events {
    final List<String> told = new ArrayList<>();

    @Override
    public void onConfirmed() {
      told.add("confirmed");
    }

    @Override
    public void onSubscribed() {
      told.add("subscribed");
    }

    @Override
    public void onDelivery(Delivery delivery) {
      told.add(new String(delivery.message().body(), StandardCharsets.UTF_8));
      delivery.ack();
    }

    @Override
    public void onRefused(BrokerError error) {
      told.add("refused " + error.name());
    }

    @Override
    public void onCancelled(BrokerError error) {
      told.add("cancelled " + error.name());
    }

    @Override
    public void onPublishingPaused() {
      told.add("paused");
    }

    @Override
    public void onPublishingResumed() {
      told.add("resumed");
    }

    @Override
    public void onFailed(BrokerError error) {
      told.add("failed " + error.name());
    }
  }

  private final ManualLoop loop = new ManualLoop();
  private final FakeBroker broker = new FakeBroker();
  private final Recorder recorder = new Recorder();

  private DirectClient client(
      SessionOptions options, PermissionRules rules, DestinationHandler.Kind... kinds) {
    Sessions sessions =
        new Sessions(
            options,
            SessionHarness.anybody(),
            rules,
            broker,
            MemoryBudget.unlimited(),
            new Routes(List.of(JOIN), RouteOptions.defaults(), SessionHarness.PRESENCE),
            List.of(kinds));
    return sessions.open(
        new Principal("kim", Map.of(), null, SessionHarness.ACCOUNT, false),
        loop.eventLoop(),
        recorder);
  }

  private DirectClient client() {
    return client(SessionOptions.defaults(), Permitted.EVERYTHING);
  }

  private void publish(DirectClient client, String destination, Headers headers) throws StompError {
    client.publish(destination, headers, "x".getBytes(StandardCharsets.UTF_8), recorder);
  }

  @Test
  void itsPublicationsAreConfirmedAndMapHeadersAsASendDoes() throws StompError {
    DirectClient client = client();
    publish(client, "/topic/a.b", Headers.of("content-type", "text/plain", "priority", "7"));
    assertEquals("amq.topic", broker.last().publication().exchange());
    assertEquals("a.b", broker.last().publication().routingKey());
    assertEquals("text/plain", broker.last().publication().properties().contentType());
    assertEquals(List.of(), recorder.told);
    broker.confirmAll();
    assertEquals(List.of("confirmed"), recorder.told);
  }

  @Test
  void whatMayBeShedIsConfirmedForWhoIsToldOfIt() throws StompError {
    DestinationClass ephemeral =
        new DestinationClass(
            "e", "/topic/*", true, SlowPolicy.DISCONNECT, QueueDeclare.DURABLE, null);
    DirectClient client = client(SessionVariant.with(List.of(ephemeral)), Permitted.EVERYTHING);
    publish(client, "/topic/a", Headers.EMPTY);
    assertTrue(!broker.last().publication().ephemeral());
  }

  @Test
  void routesAndRoomsAreItsToo() throws StompError {
    DirectClient client = client();
    client.publish(
        "/app/join/hall", Headers.EMPTY, "{}".getBytes(StandardCharsets.UTF_8), recorder);
    assertEquals("hall", broker.last().publication().routingKey());
    assertEquals(
        "{\"by\":\"kim\"}", new String(broker.last().publication().body(), StandardCharsets.UTF_8));
    client.close();
    assertEquals("hall.left", broker.last().publication().routingKey());
    assertTrue(broker.closed());
  }

  @Test
  void itSubscribesAndUnsubscribes() throws StompError {
    DirectClient client = client();
    Subscription subscription = client.subscribe("/queue/q", Headers.of("ack", "client"), recorder);
    broker.subscribed().get(0).listener().onSubscribed();
    assertEquals("ack", broker.deliver(0, "", "q", "hello").answer());
    subscription.cancel(false, error -> recorder.told.add("gone"));
    assertEquals(List.of("subscribed", "hello", "gone"), recorder.told);
    assertEquals(List.of("q"), broker.cancelled());
  }

  @Test
  void permissionsAreAsked() {
    PermissionRule rule =
        new PermissionRule("r", false, List.of("/topic/mine"), List.of("/queue/mine"), List.of());
    PermissionRules rules =
        new PermissionRules(
            List.of(rule), false, new Targets(new DestinationParser(false), "amq.topic"));
    DirectClient client = client(SessionOptions.defaults(), rules);
    StompError send =
        assertThrows(StompError.class, () -> publish(client, "/topic/other", Headers.EMPTY));
    assertEquals("access_refused", send.summary());
    StompError route =
        assertThrows(StompError.class, () -> publish(client, "/app/join/hall", Headers.EMPTY));
    assertEquals("access_refused", route.summary());
    StompError subscribe =
        assertThrows(
            StompError.class, () -> client.subscribe("/queue/other", Headers.EMPTY, recorder));
    assertEquals("access_refused", subscribe.summary());
    assertEquals(List.of(), broker.published());
    assertEquals(List.of(), broker.subscribed());
  }

  @Test
  void theRateRefusesWhatIsTooFast() throws StompError {
    SessionOptions.Pace one =
        new SessionOptions.Pace(
            Rate.of(1, 1), SessionOptions.defaults().pace().bytes(), Duration.ofSeconds(1));
    DirectClient client = client(SessionVariant.with(one), Permitted.EVERYTHING);
    publish(client, "/topic/a", Headers.EMPTY);
    StompError error =
        assertThrows(StompError.class, () -> publish(client, "/topic/a", Headers.EMPTY));
    assertEquals("Too many messages", error.summary());
    assertEquals(1, broker.published().size());
  }

  @Test
  void theLimitOfSubscriptionsCountsThoseThatAreThere() throws StompError {
    DirectClient client = client();
    int most = SessionOptions.defaults().limits().subscriptions();
    for (int i = 0; i < most; i++) {
      var unused = client.subscribe("/queue/q" + i, Headers.EMPTY, recorder);
    }
    StompError error =
        assertThrows(
            StompError.class, () -> client.subscribe("/queue/more", Headers.EMPTY, recorder));
    assertEquals("Subscription limit exceeded", error.summary());
    broker.subscribed().get(0).listener().onRefused(BrokerError.local("gone", "gone"));
    var unused = client.subscribe("/queue/more", Headers.EMPTY, recorder);
    assertEquals(most + 1, broker.subscribed().size());
  }

  @Test
  void whatNeedsASessionIsRefused() {
    DirectClient client = client();
    StompError reply =
        assertThrows(
            StompError.class,
            () -> publish(client, "/queue/q", Headers.of("reply-to", "/temp-queue/x")));
    assertTrue(reply.detail().contains("reply queues need a STOMP session"), reply.detail());
    StompError queue =
        assertThrows(
            StompError.class, () -> client.subscribe("/temp-queue/x", Headers.EMPTY, recorder));
    assertTrue(queue.detail().contains("/temp-queue/x"), queue.detail());
    assertEquals(List.of(), broker.published());
  }

  @Test
  void aFurtherKindOfDestinationIsTheSameForBoth() throws StompError {
    DirectClient client =
        client(SessionOptions.defaults(), Permitted.EVERYTHING, DestinationKindTest.Echo::new);
    var unused = client.subscribe("/echo", Headers.EMPTY, recorder);
    loop.run();
    publish(client, "/echo", Headers.EMPTY);
    assertEquals(List.of("subscribed", "x", "confirmed"), recorder.told);
  }

  @Test
  void aFailureOfItsAccountEndsItOnce() {
    var unused = client();
    broker.events().onPublishingPaused();
    broker.events().onPublishingResumed();
    broker.events().onFailed(BrokerError.local("access_refused", "no"));
    broker.events().onFailed(BrokerError.local("access_refused", "no"));
    assertEquals(List.of("paused", "resumed", "failed access_refused"), recorder.told);
    assertEquals(1, broker.closedSessions());
  }
}
