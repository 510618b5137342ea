package io.github.stomprelay.session;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.testkit.RecordingConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the operator sees of sessions, and how one ends by the operator's wish. */
@Timeout(60)
class SessionViewsTest {
  private static final int ALL = 1000;

  private final SessionHarness h = new SessionHarness();
  private final ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    h.close();
    other.shutdownNow();
  }

  private static SessionQuery query(@Nullable String user, @Nullable String client) {
    return new SessionQuery(user, client, "", ALL, false);
  }

  private SessionPage find(SessionQuery query) {
    return h.sessions.find(query).join();
  }

  /** One session more, on its own loop. */
  private RecordingConnection another(ScheduledExecutorService loop, @Nullable String client)
      throws Exception {
    RecordingConnection connection = new RecordingConnection(loop);
    loop.submit(
            () -> {
              FrameReceiver session = h.sessions.accept(connection);
              session.onOpen();
              if (client != null) {
                session.onFrame(Frame.of(Command.CONNECT, Headers.of("client-id", client)));
              }
            })
        .get();
    return connection;
  }

  @Test
  void beforeTheLoginThereIsOnlyTheConnection() {
    SessionView view = find(query(null, null)).sessions().get(0);
    assertNull(view.login());
    assertEquals("tcp", view.transport());
    assertEquals(4711, view.address().getPort());
    assertEquals(0, view.framesIn());
    assertEquals(0, find(query("kim", null)).total());
  }

  @Test
  void everythingOfASession() {
    h.frame("CONNECT\naccept-version:1.1\nheart-beat:5000,7000\nclient-id:phone\n\n");
    h.frame("SUBSCRIBE\nid:a\ndestination:/queue/a\nack:client\n\n");
    h.frame("SUBSCRIBE\nid:b\ndestination:/queue/b\n\n");
    for (int i = 0; i < 2; i++) {
      h.broker.subscribed().get(i).listener().onSubscribed();
      h.broker.deliver(i, "", "key", "body");
    }
    h.connection.pendingBytes(17);
    SessionView view = find(new SessionQuery("kim", "phone", "", ALL, true)).sessions().get(0);
    assertEquals(3, view.framesIn());
    assertEquals(2, view.messagesOut());
    assertEquals(17, view.waitingBytes());
    SessionView.Login login = requireNonNull(view.login());
    assertEquals("1.1", login.version());
    assertEquals("/", login.virtualHost());
    assertEquals(7000, login.sendMillis());
    assertEquals(5000, login.receiveMillis());
    assertEquals(2, login.subscriptions());
    assertEquals(1, login.unacknowledged());
    List<SessionView.Subscription> details = new ArrayList<>(login.details());
    details.sort((x, y) -> x.destination().compareTo(y.destination()));
    assertEquals(
        List.of(
            new SessionView.Subscription("a", "/queue/a", "client", 1),
            new SessionView.Subscription("b", "/queue/b", "auto", 0)),
        details);
    SessionView brief = find(query("kim", null)).sessions().get(0);
    assertEquals(List.of(), requireNonNull(brief.login()).details());
  }

  @Test
  void pagesOfAllLoopsFollowEachOtherWithoutGapOrRepetition() throws Exception {
    for (int i = 0; i < 20; i++) {
      another(i % 2 == 0 ? h.loop : other, i % 4 == 0 ? "phone" : "watch");
    }
    List<String> ids = new ArrayList<>();
    String after = "";
    while (after != null) {
      SessionPage page = find(new SessionQuery(null, "watch", after, 4, false));
      assertEquals(15, page.total());
      page.sessions().forEach(each -> ids.add(each.id()));
      assertTrue(page.sessions().size() <= 4);
      after = page.next();
    }
    assertEquals(15, ids.size());
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
    assertEquals(5, find(query("kim", "phone")).total());
    assertEquals(0, find(query("tim", "phone")).total());
    assertEquals(21, find(query(null, null)).total());
  }

  @Test
  void theOperatorEndsOneSession() throws Exception {
    RecordingConnection doomed = another(other, "doomed");
    RecordingConnection stays = another(other, "stays");
    String id = find(query(null, "doomed")).sessions().get(0).id();
    assertEquals(id, h.sessions.close(id).join().orElseThrow().id());
    List<String> sent = doomed.taken();
    assertTrue(
        sent.get(sent.size() - 1).contains("message:Closed by the operator"), sent::toString);
    assertEquals(CloseReason.OPERATOR, doomed.closed());
    assertNull(stays.closed());
    assertTrue(h.sessions.close(id).join().isEmpty());
    assertEquals(0, find(query(null, "doomed")).total());
    assertNotNull(find(query(null, "stays")).sessions().get(0).login());
    assertEquals(1L, h.sessions.counters().closed().get(CloseReason.OPERATOR));
  }
}
