package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.limit.Rate;
import io.github.stomprelay.route.LocalPresence;
import io.github.stomprelay.route.RouteDefinition;
import io.github.stomprelay.route.RouteOptions;
import io.github.stomprelay.route.Routes;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.testkit.FakeBroker;
import io.github.stomprelay.testkit.ManualLoop;
import io.github.stomprelay.testkit.Permitted;
import io.github.stomprelay.testkit.RecordingConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Whatever ends a session and whatever throws meanwhile: it ends whole, and nobody else notices.
 */
class SessionEndTest {
  private static final Duration TICKS = Duration.ofSeconds(2);

  /** As thrown when direct memory is exhausted. */
  private static final class NoMemory extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A client's side of a session. */
  private record Client(FrameReceiver session, RecordingConnection connection) {
    void frame(Command command, String... headers) {
      Headers.Builder builder = new Headers.Builder();
      for (int i = 0; i < headers.length; i += 2) {
        builder.add(headers[i], headers[i + 1]);
      }
      session.onFrame(Frame.of(command, builder.build(), "{}"));
    }
  }

  private final ManualLoop loop = new ManualLoop();
  private final FakeBroker broker = new FakeBroker();
  private final LocalPresence presence = new LocalPresence();

  private Sessions sessions(SessionOptions options) {
    RouteDefinition join =
        new RouteDefinition(
            "join",
            "/app/join/{room}",
            "rooms",
            "{path.room}",
            Map.of(),
            Map.of(),
            "application/json",
            false,
            false,
            "{path.room}",
            new RouteDefinition.Leave("rooms", "{room}", Map.of(), Map.of(), null),
            null,
            null);
    Authenticator anybody = SessionHarness.anybody();
    return new Sessions(
        options,
        anybody,
        Permitted.EVERYTHING,
        broker,
        MemoryBudget.unlimited(),
        new Routes(List.of(join), RouteOptions.defaults(), presence));
  }

  private Client client(Sessions sessions) {
    RecordingConnection connection = new RecordingConnection(loop.eventLoop());
    Client client = new Client(sessions.accept(connection), connection);
    client.session().onOpen();
    client.frame(Command.CONNECT, "accept-version", "1.2", "heart-beat", "0,1000");
    connection.taken();
    return client;
  }

  private static long errors(String where) {
    return InternalErrors.counts().getOrDefault(where, 0L);
  }

  private void assertAlive(Client client) {
    int before = client.connection().heartBeats();
    loop.pass(TICKS);
    int sent = client.connection().heartBeats() - before;
    assertTrue(sent >= 7, "heart-beats: " + sent);
    assertNull(client.connection().closed());
  }

  @Test
  void aTickThatThrowsCostsItsOwnSessionOnly() {
    Sessions sessions = sessions(SessionOptions.defaults());
    Client before = client(sessions);
    Client broken = client(sessions);
    Client after = client(sessions);
    long counted = errors("session.tick");
    broken.connection().fails(new NoMemory());
    loop.pass(TICKS);
    assertEquals(CloseReason.INTERNAL_ERROR, broken.connection().closed());
    assertEquals(1, errors("session.tick") - counted);
    assertEquals(2, sessions.count());
    assertEquals(1, broker.closedSessions());
    assertAlive(before);
    assertAlive(after);
  }

  @Test
  void everyStepOfTheEndIsTakenThoughAllOfThemThrow() {
    Sessions sessions = sessions(SessionOptions.defaults());
    Client bystander = client(sessions);
    Client broken = client(sessions);
    broken.frame(Command.SEND, "destination", "/app/join/r1");
    broken.frame(Command.SEND, "destination", "/app/join/r2");
    assertEquals(1, presence.count("r1"));
    broken.connection().fails(new NoMemory());
    broker.fails(new NoMemory());
    broken.frame(Command.CONNECT);
    assertEquals(CloseReason.PROTOCOL_ERROR, broken.connection().closed());
    assertEquals(0, presence.count("r1"));
    assertEquals(0, presence.count("r2"));
    assertEquals(1, broker.closedSessions());
    assertEquals(1, sessions.count());
    assertAlive(bystander);
  }

  @Test
  void aGoodbyeThatWaitedDoesNotBringAnEndedSessionBack() {
    Sessions sessions =
        sessions(
            SessionVariant.with(
                new SessionOptions.Pace(
                    Rate.of(1000, 1), Rate.OFF, SessionOptions.defaults().pace().patience())));
    Client first = client(sessions);
    Client leaving = client(sessions);
    Client last = client(sessions);
    leaving.frame(Command.SUBSCRIBE, "id", "s", "destination", "/queue/q");
    leaving.frame(Command.SEND, "destination", "/queue/q");
    leaving.frame(Command.DISCONNECT, "receipt", "bye");
    leaving.session().onClosed(CloseReason.CLIENT_GONE);
    leaving.session().onClosed(CloseReason.CLIENT_GONE);
    assertEquals(2, sessions.count());
    assertEquals(1, sessions.counters().closed().get(CloseReason.CLIENT_GONE));
    assertAlive(first);
    assertAlive(last);
  }

  @Test
  void aDrainWaitsForWhoSaysGoodbyeAndForNobodyWhoIsGone() {
    Sessions sessions = sessions(SessionOptions.defaults());
    Client leaving = client(sessions);
    leaving.frame(Command.SEND, "destination", "/queue/q");
    leaving.frame(Command.DISCONNECT, "receipt", "bye");
    Client busy = client(sessions);
    busy.frame(Command.SEND, "destination", "/queue/q");
    CompletableFuture<Void> drained = sessions.drain(Duration.ZERO);
    loop.pass(TICKS);
    assertNull(leaving.connection().closed());
    assertEquals(List.of(), leaving.connection().taken());
    busy.session().onClosed(CloseReason.CLIENT_GONE);
    assertEquals(false, drained.isDone());
    broker.confirmAll();
    assertEquals(List.of("RECEIPT\nreceipt-id:bye\n\n"), leaving.connection().taken());
    assertEquals(CloseReason.DISCONNECT, leaving.connection().closed());
    assertTrue(drained.isDone());
  }

  @Test
  void aDrainIsNotHeldUpByASessionThatThrows() {
    Sessions sessions = sessions(SessionOptions.defaults());
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      clients.add(client(sessions));
    }
    broker.fails(new NoMemory());
    CompletableFuture<Void> drained = sessions.drain(Duration.ZERO);
    loop.pass(TICKS);
    assertTrue(drained.isDone());
    clients.forEach(each -> assertEquals(CloseReason.SHUTDOWN, each.connection().closed()));
    assertEquals(0, sessions.count());
  }
}
