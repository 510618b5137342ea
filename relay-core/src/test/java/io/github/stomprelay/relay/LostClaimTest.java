package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.auth.Authenticator;
import io.github.stomprelay.auth.Login;
import io.github.stomprelay.auth.Principal;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.config.RelayConfig;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.route.LocalPresence;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.FrameReceiver;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.testkit.FakeBroker;
import io.github.stomprelay.testkit.ManualLoop;
import io.github.stomprelay.testkit.RecordingConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The shipped chat configuration says a claim of the token when a session leaves its room. A newer
 * token may lack that claim.
 */
class LostClaimTest {
  private static final Duration HEART_BEATS = Duration.ofSeconds(5);

  /** The first token says roles; the one that replaces it says none, and is over at once. */
  private static final class LosesRoles implements Authenticator {
    @Override
    public void authenticate(Login login, ScheduledExecutorService loop, Listener listener) {
      String name = String.valueOf(login.header("login"));
      listener.onAccepted(principal(name, Map.of("sub", name, "roles", List.of("USER")), null));
    }

    @Override
    public void renew(
        Principal current, Login login, ScheduledExecutorService loop, Listener listener) {
      listener.onAccepted(principal(current.name(), Map.of("sub", current.name()), Instant.EPOCH));
    }

    private static Principal principal(
        String name, Map<String, Object> claims, @Nullable Instant end) {
      return new Principal(name, claims, end, new BrokerAccount("/", "guest", "guest"), true);
    }
  }

  private final ManualLoop loop = new ManualLoop();
  private final FakeBroker broker = new FakeBroker();
  private final LocalPresence presence = new LocalPresence();

  private Sessions sessions() throws Exception {
    RelayConfig config =
        new ConfigLoader()
            .properties("chat", Files.readString(Path.of("..", "conf", "legacy-chat.properties")))
            .environment(
                Map.of("STOMP_RELAY_AUTH_JWT_SECRET", "0123456789012345678901234567890123456789"))
            .load()
            .config();
    return new Sessions(
        config.session(),
        new LosesRoles(),
        PermissionSetup.rules(config),
        broker,
        MemoryBudget.unlimited(),
        RouteSetup.routes(config, presence));
  }

  private static Frame send(String destination, String body) {
    return Frame.of(Command.SEND, Headers.of(Headers.DESTINATION, destination), body);
  }

  private static FrameReceiver join(Sessions sessions, RecordingConnection connection, String who) {
    FrameReceiver session = sessions.accept(connection);
    session.onOpen();
    session.onFrame(
        Frame.of(
            Command.CONNECT,
            new Headers.Builder()
                .add(Headers.ACCEPT_VERSION, "1.2")
                .add(Headers.HEART_BEAT, "0,1000")
                .add("login", who)
                .build()));
    for (String room : List.of("r1", "r2")) {
      session.onFrame(send("/app/chat.addUser", "{\"roomId\":\"" + room + "\"}"));
    }
    connection.taken();
    return session;
  }

  private List<String> leaves() {
    return broker.published().stream()
        .filter(each -> each.publication().exchange().equals("disconnect.exchange"))
        .map(each -> new String(each.publication().body(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void aSessionWhoseNewTokenLacksAClaimOfItsLeaveStillLeavesAndHurtsNobody() throws Exception {
    Sessions sessions = sessions();
    RecordingConnection bystander = new RecordingConnection(loop.eventLoop());
    join(sessions, bystander, "ann");
    RecordingConnection kim = new RecordingConnection(loop.eventLoop());
    FrameReceiver session = join(sessions, kim, "kim");
    assertEquals(2, presence.count("r1"));
    session.onFrame(send("/auth/token", "newer"));

    loop.pass(HEART_BEATS);
    assertTrue(kim.taken().get(0).startsWith("ERROR\nmessage:Token expired\n"));
    assertEquals(CloseReason.TOKEN_EXPIRED, kim.closed());
    assertEquals(1, sessions.count());
    assertEquals(1, presence.count("r1"));
    assertEquals(1, presence.count("r2"));
    assertEquals(1, broker.closedSessions());
    assertEquals(
        List.of(
            "{\"type\":\"LEAVE\",\"sender\":\"kim\",\"roomId\":\"r1\",\"auth\":\"USER\",\"count\":1}",
            "{\"type\":\"LEAVE\",\"sender\":\"kim\",\"roomId\":\"r2\",\"auth\":\"USER\",\"count\":1}"),
        leaves());
    int heartBeats = bystander.heartBeats();
    assertTrue(heartBeats > 10, "heart-beats: " + heartBeats);
    loop.pass(HEART_BEATS);
    assertTrue(bystander.heartBeats() > heartBeats + 10);
  }
}
