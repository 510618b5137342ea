package io.github.stomprelay.relay;

import static io.github.stomprelay.relay.LoneRelay.CONNECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.config.ConfigLoader;
import io.github.stomprelay.embedded.BrokerOptions;
import io.github.stomprelay.embedded.EmbeddedBroker;
import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Rates, session counts and bans on every transport (security.md T29 to T31): who is over a limit
 * is told, the others notice nothing. Clients of HTTP have the address that their header says.
 */
@Timeout(120)
class RelayLimitsTest {
  private static final String TRUST = "http.trusted-proxies=127.0.0.1";
  private static final String STRANGERS = "auth.anonymous.remote=true";
  private static final String ONE = "X-Forwarded-For: 203.0.113.1";
  private static final String OTHER = "X-Forwarded-For: 203.0.113.2";
  private static final int SENDS = 20;
  private static final int MANY = 10_000;
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private EmbeddedBroker broker;

  @BeforeEach
  void startBroker() throws Exception {
    broker = EmbeddedBroker.start(FreePorts.next(), BrokerOptions.of("guest", "guest"));
  }

  @AfterEach
  void stopBroker() {
    broker.close();
  }

  private LoneRelay relay(String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("amqp.port=" + broker.port());
    all.add(STRANGERS);
    return LoneRelay.start(all.toArray(new String[0]));
  }

  private static void connected(StompClient client) {
    assertEquals("CONNECTED", client.connect().command());
  }

  private static void connected(RawWebSocket client) {
    assertTrue(client.text(CONNECT).readText().startsWith("CONNECTED"));
  }

  private static RawResponse answer(LoneRelay lone, String request) {
    try (RawHttp http = lone.http()) {
      return http.send(request).response();
    }
  }

  private static void refusedOverHttp(LoneRelay lone, String text, String header) {
    for (String request :
        List.of(
            RawWebSocket.request("/ws", header),
            RawWebSocket.request("/coco/1/w/websocket", header),
            RawHttp.post("/coco/1/s/xhr_streaming", "", header),
            RawHttp.post("/coco/1/p/xhr", "", header))) {
      RawResponse response = answer(lone, request);
      assertEquals(429, response.status(), request);
      assertTrue(response.body().contains(text), response.body());
    }
  }

  private static void acceptedOverHttp(LoneRelay lone, String header) {
    try (RawHttp http = lone.http();
        RawWebSocket socket = RawWebSocket.over(http, "/ws", header)) {
      connected(socket);
    }
    assertEquals(
        "o\n",
        answer(lone, RawHttp.post("/coco/1/" + System.nanoTime() + "/xhr", "", header)).body());
  }

  private static void refusedOverTcp(LoneRelay lone, String summary) {
    try (StompClient client = lone.tcp()) {
      assertEquals(summary, client.receive("ERROR").header("message"));
      client.expectClosed();
    }
  }

  @Test
  void sessionsOfAnAddress() throws Exception {
    try (LoneRelay lone = relay(TRUST, "limits.sessions-per-address=2");
        RawWebSocket first = RawWebSocket.over(lone.http(), "/ws", ONE);
        RawHttp poll = lone.http()) {
      connected(first);
      assertEquals("o\n", poll.send(RawHttp.post("/coco/1/a/xhr", "", ONE)).response().body());
      // the answer of a poll may be seen a moment before its session is counted, but not the next
      // answer; a WebSocket that tries whether there is room takes it
      assertEquals(
          204, poll.send(RawHttp.post("/coco/1/a/xhr_send", "[\"\\n\"]", ONE)).response().status());
      refusedOverHttp(lone, "limits.sessions-per-address", ONE);
      acceptedOverHttp(lone, OTHER);
      first.close();
      eventually(() -> answer(lone, RawWebSocket.request("/ws", ONE)).status() != 429);
      try (StompClient tcp = lone.tcp();
          StompClient another = lone.tcp()) {
        connected(tcp);
        connected(another);
        refusedOverTcp(lone, "Too many sessions");
      }
    }
  }

  @Test
  void sessionsOfAUser() throws Exception {
    try (LoneRelay lone = relay("limits.sessions-per-user=1");
        StompClient first = lone.tcp();
        StompClient second = lone.tcp();
        RawWebSocket third = lone.webSocket("/ws");
        RawWebSocket fourth = lone.webSocket("/coco/1/a/websocket")) {
      connected(first);
      assertEquals("Too many sessions", second.connect().header("message"));
      second.expectClosed();
      assertTrue(third.text(CONNECT).readText().contains("message:Too many sessions"));
      assertEquals("o", fourth.readText());
      assertTrue(
          fourth.text(LoneRelay.CONNECT_JSON).readText().contains("message:Too many sessions"));
      first.sendFrame("DISCONNECT", "", "receipt:bye");
      first.receive("RECEIPT");
      try (StompClient next = lone.tcp()) {
        connected(next);
      }
    }
  }

  @Test
  void newConnectionsOfAnAddress() throws Exception {
    String[] slow = {
      TRUST, "limits.connect-rate-per-address=1", "limits.connect-burst-per-address=2"
    };
    try (LoneRelay lone = relay(slow);
        StompClient first = lone.tcp();
        RawWebSocket socket = RawWebSocket.over(lone.http(), "/ws", ONE)) {
      connected(first);
      connected(socket);
      StompFrame refused = until(lone, "Too many new connections");
      assertEquals("ERROR", refused.command());
      eventually(() -> answer(lone, RawWebSocket.request("/ws", ONE)).status() == 429);
      acceptedOverHttp(lone, OTHER);
      first.sendFrame("SEND", "x", "destination:/queue/q", "receipt:r");
      first.receive("RECEIPT");
    }
  }

  /** Connects until somebody is refused: a slow machine gives the bucket time to fill. */
  private static StompFrame until(LoneRelay lone, String summary) {
    for (int i = 0; i < MANY; i++) {
      try (StompClient client = lone.tcp()) {
        StompFrame answer = client.connect();
        if (summary.equals(answer.header("message"))) {
          return answer;
        }
      } catch (UncheckedIOException reset) {
        // refused before the CONNECT was sent
      }
    }
    throw new AssertionError("nobody was refused");
  }

  private static void eventually(BooleanSupplier condition) {
    for (long end = System.nanoTime() + PATIENCE; !condition.getAsBoolean(); ) {
      if (System.nanoTime() > end) {
        throw new AssertionError("has not come true");
      }
      Thread.onSpinWait();
    }
  }

  @Test
  void newConnectionsOfTheWholeRelay() throws Exception {
    try (LoneRelay lone = relay("limits.connect-rate=1");
        StompClient first = lone.tcp()) {
      connected(first);
      eventually(() -> isClosedAtOnce(lone));
      first.sendFrame("SEND", "x", "destination:/queue/q", "receipt:r");
      first.receive("RECEIPT");
    }
  }

  private static boolean isClosedAtOnce(LoneRelay lone) {
    try (RawHttp http = lone.http()) {
      return http.send(RawHttp.get("/coco", "Connection: close")).rest().isEmpty();
    } catch (UncheckedIOException reset) {
      return true;
    }
  }

  @Test
  void publishingIsSlowedDownOnEveryTransport() throws Exception {
    try (LoneRelay lone = relay("limits.publish-rate=10", "limits.publish-burst=5");
        StompClient tcp = lone.tcp();
        StompClient other = lone.tcp();
        RawWebSocket socket = lone.webSocket("/ws");
        RawWebSocket sockJs = lone.webSocket("/coco/1/a/websocket");
        RawHttp send = lone.http();
        RawHttp poll = lone.http()) {
      connected(tcp);
      connected(other);
      connected(socket);
      sockJs.readText();
      sockJs.text(LoneRelay.CONNECT_JSON).readText();
      poll.send(RawHttp.post("/coco/1/p/xhr", "")).response();
      send.send(RawHttp.post("/coco/1/p/xhr_send", LoneRelay.CONNECT_JSON)).response();
      poll.send(RawHttp.post("/coco/1/p/xhr", "")).response();

      tcp.send(sends("\0", "\n"));
      socket.text(sends("\0", "\n"));
      String json = "[\"" + sends("\\u0000", "\\n") + "\"]";
      sockJs.text(json);
      send.send(RawHttp.post("/coco/1/p/xhr_send", json));
      other.sendFrame("SEND", "x", "destination:/queue/q", "receipt:other");
      assertEquals("other", other.receive("RECEIPT").header("receipt-id"));

      for (int i = 0; i < SENDS; i++) {
        assertEquals("" + i, tcp.receive("RECEIPT").header("receipt-id"));
      }
      last(socket);
      last(sockJs);
      String got = "";
      while (!got.contains(lastReceipt())) {
        got = poll.send(RawHttp.post("/coco/1/p/xhr", "")).response().body();
      }
    }
  }

  private static String sends(String nul, String line) {
    StringBuilder frames = new StringBuilder();
    for (int i = 0; i < SENDS; i++) {
      frames
          .append("SEND")
          .append(line)
          .append("destination:/queue/q")
          .append(line)
          .append("receipt:")
          .append(i)
          .append(line)
          .append(line)
          .append("x")
          .append(nul);
    }
    return frames.toString();
  }

  private static String lastReceipt() {
    return "receipt-id:" + (SENDS - 1);
  }

  private static void last(RawWebSocket socket) {
    String got = "";
    while (!got.contains(lastReceipt())) {
      got = socket.readText();
    }
  }

  @Test
  void whoGoesOnPublishingTooFastIsRefused() throws Exception {
    String[] slow = {
      "limits.publish-rate=1", "limits.publish-burst=1", "limits.publish-patience=1s"
    };
    try (LoneRelay lone = relay(slow);
        StompClient tcp = lone.tcp();
        StompClient other = lone.tcp();
        RawWebSocket socket = lone.webSocket("/ws")) {
      connected(tcp);
      connected(other);
      connected(socket);
      tcp.send(sends("\0", "\n"));
      socket.text(sends("\0", "\n"));
      StompFrame frame = tcp.receive();
      while (frame.command().equals("RECEIPT")) {
        frame = tcp.receive();
      }
      assertEquals("Too many messages", frame.header("message"));
      tcp.expectClosed();
      String text = socket.readText();
      while (text.startsWith("RECEIPT")) {
        text = socket.readText();
      }
      assertTrue(text.contains("message:Too many messages"), text);
      assertEquals(1013, socket.read().code());
      other.sendFrame("SEND", "x", "destination:/queue/q", "receipt:r");
      other.receive("RECEIPT");
    }
  }

  /** A neighbour of somebody who guesses is late, and gets in; who comes from elsewhere is not. */
  @Test
  void guessingBansNoNeighbour() throws Exception {
    try (LoneRelay lone =
        relay(
            TRUST,
            "auth.mode=broker",
            "auth.loopback-users=",
            "limits.flapping-per-address=3",
            "limits.flapping-window=1h")) {
      for (int i = 0; i < 5; i++) {
        try (RawHttp http = lone.http();
            RawWebSocket guesser = RawWebSocket.over(http, "/ws", ONE)) {
          guesser.text(login("guest", "guess" + i));
          assertTrue(guesser.readText().contains("Access refused"));
        }
      }
      for (String header : List.of(ONE, OTHER)) {
        try (RawHttp http = lone.http();
            RawWebSocket right = RawWebSocket.over(http, "/ws", header)) {
          assertTrue(right.text(login("guest", "guest")).readText().startsWith("CONNECTED"));
        }
      }
    }
  }

  private static String login(String user, String passcode) {
    return "CONNECT\naccept-version:1.2\nhost:/\nlogin:%s\npasscode:%s\n\n\0"
        .formatted(user, passcode);
  }

  @Test
  void comingAndGoingIsBanned() throws Exception {
    try (LoneRelay lone =
            relay(TRUST, "limits.flapping-per-address=3", "limits.flapping-window=1h");
        StompClient stays = lone.tcp()) {
      connected(stays);
      for (int i = 0; i < 3; i++) {
        try (RawHttp http = lone.http();
            RawWebSocket socket = RawWebSocket.over(http, "/ws", ONE)) {
          connected(socket);
        }
        try (StompClient tcp = lone.tcp()) {
          connected(tcp);
        }
      }
      eventually(() -> lone.relay().sessions() == 1);
      refusedOverHttp(lone, "limits.flapping-per-address", ONE);
      refusedOverTcp(lone, "Too many reconnects");
      acceptedOverHttp(lone, OTHER);
      stays.sendFrame("SEND", "x", "destination:/queue/q", "receipt:r");
      stays.receive("RECEIPT");
    }
  }

  @Test
  void aUserThatComesAndGoesIsBannedFromEverywhere() throws Exception {
    try (LoneRelay lone = relay(TRUST, "limits.flapping-per-user=2", "limits.flapping-window=1h")) {
      for (String header : List.of(ONE, OTHER)) {
        try (RawHttp http = lone.http();
            RawWebSocket socket = RawWebSocket.over(http, "/ws", header)) {
          connected(socket);
        }
      }
      eventually(() -> lone.relay().sessions() == 0);
      try (StompClient tcp = lone.tcp()) {
        assertEquals("Too many reconnects", tcp.connect().header("message"));
        tcp.expectClosed();
      }
    }
  }

  @Test
  void aReloadSetsThemForSessionsToCome() throws Exception {
    try (LoneRelay lone = relay();
        StompClient before = lone.tcp()) {
      connected(before);
      ConfigLoader loader = new ConfigLoader();
      loader.flag("limits.sessions-per-user", "1", "test");
      loader.flag("auth.mode", "anonymous", "test");
      lone.relay().reload(loader.load().config());
      try (StompClient first = lone.tcp();
          StompClient second = lone.tcp()) {
        connected(first);
        assertEquals("Too many sessions", second.connect().header("message"));
      }
      before.sendFrame("SEND", "x", "destination:/queue/q", "receipt:r");
      before.receive("RECEIPT");
    }
  }
}
