package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes to the wrong door is told where the right one is; who only knocks is no client. */
class RightDoorTest {
  private static final String[] UPGRADE = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
  };

  @Test
  void aSlashMoreIsTheSameDoor() throws Exception {
    try (LoneRelay lone = LoneRelay.start();
        RawWebSocket socket = lone.webSocket("/ws/")) {
      assertEquals(101, socket.handshake().status());
    }
  }

  @Test
  void answersNameTheRightDoor() throws Exception {
    try (LoneRelay lone = LoneRelay.start()) {
      assertAnswer(lone, 426, "http.sockjs-paths", RawHttp.get("/ws"));
      assertAnswer(lone, 404, "http.sockjs-paths", RawHttp.get("/ws/info"));
      assertAnswer(lone, 404, "http.sockjs-paths", RawHttp.post("/ws/000/abc/xhr", ""));
      assertAnswer(lone, 400, "/coco/websocket", RawHttp.get("/coco", UPGRADE));
      assertAnswer(lone, 400, "stomp.port", "CONNECT\naccept-version:1.2\n\n\0\n\n");
    }
  }

  @Test
  void aTokenTooLongForItsRequestIsCountedAndLogged() throws Exception {
    try (HeardLog log = HeardLog.of("io.github.stomprelay.transport.HttpRouter");
        LoneRelay lone = LoneRelay.start()) {
      assertAnswer(lone, 414, "auth.jwt.max-bytes", RawHttp.get("/ws?t=" + "x".repeat(9000)));
      assertAnswer(lone, 431, "auth.jwt.max-bytes", RawHttp.get("/ws", "A: " + "x".repeat(20000)));
      String refused = "stomp_relay_connections_refused_total{reason=";
      assertMetric(lone, refused + "\"request-line-too-long\"} 1");
      assertMetric(lone, refused + "\"headers-too-long\"} 1");
      assertEquals(1, log.lines("request refused: remote=/127.0.0.1").size());
    }
  }

  private static void assertMetric(LoneRelay lone, String line) {
    String metrics = metrics(lone);
    assertTrue(metrics.contains(line + "\n") || metrics.contains(line + ".0\n"), metrics);
  }

  private static String metrics(LoneRelay lone) {
    return RawHttp.exchange(lone.address("admin"), RawHttp.get("/metrics")).body();
  }

  private static void assertAnswer(LoneRelay lone, int status, String hint, String request) {
    RawResponse answer = RawHttp.exchange(lone.address("http"), request);
    assertEquals(status, answer.status(), answer.body());
    assertTrue(answer.body().contains(hint), answer.body());
  }

  @Test
  void whoOnlyKnocksIsNotBanned() throws Exception {
    try (LoneRelay lone = LoneRelay.start("limits.flapping-per-address=5")) {
      InetSocketAddress address = lone.address("stomp");
      for (int i = 0; i < 10; i++) {
        knock(address, new byte[0]);
      }
      awaitNoSession(lone);
      assertMetric(lone, "stomp_relay_sessions_opened_total 0");
      assertMetric(lone, "stomp_relay_disconnects_total{cause=\"client-gone\"} 0");
      try (StompClient client = lone.tcp()) {
        StompFrame answer = client.connect();
        assertEquals("CONNECTED", answer.command(), answer.toString());
      }
    }
  }

  private static void knock(InetSocketAddress address, byte[] first) throws IOException {
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.getOutputStream().write(first);
    }
  }

  private static void awaitNoSession(LoneRelay lone) {
    while (lone.relay().sessions() > 0) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @MethodSource("healthChecks")
  void aProxysOwnChecksBanNobody(byte[] header) throws Exception {
    try (LoneRelay lone =
        LoneRelay.start(
            "limits.flapping-per-address=5",
            "stomp.proxy-protocol=true",
            "auth.anonymous.remote=true")) {
      for (int i = 0; i < 10; i++) {
        knock(lone.address("stomp"), header);
      }
      awaitNoSession(lone);
      try (StompClient client = lone.tcp().send(header)) {
        StompFrame answer = client.connect();
        assertEquals("CONNECTED", answer.command(), answer.toString());
      }
    }
  }

  static Stream<byte[]> healthChecks() {
    String v2 = "\r\n\r\n\0\r\nQUIT\n";
    return Stream.of("PROXY UNKNOWN\r\n", v2 + " \0\0\0")
        .map(header -> header.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aResetBeforeThePROXYHeaderIsNoNews() throws Exception {
    try (HeardLog log = HeardLog.of("io.github.stomprelay.transport.ProxyHeader");
        LoneRelay lone =
            LoneRelay.start("stomp.proxy-protocol=true", "auth.anonymous.remote=true")) {
      InetSocketAddress address = lone.address("stomp");
      for (String begun : new String[] {"", "PROXY TC"}) {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
        socket.setSoLinger(true, 0);
        socket.close();
      }
      try (StompClient client = lone.tcp().send("PROXY UNKNOWN\r\n")) {
        StompFrame answer = client.connect();
        assertEquals("CONNECTED", answer.command(), answer.toString());
      }
      while (!metrics(lone).contains("stomp_relay_sockets 0")) {
        Thread.onSpinWait();
      }
      assertEquals(List.of(), log.lines(""));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ws", "/coco/websocket", "/coco/000/abc/websocket"})
  void aWebSocketWithoutACommonSubprotocolIsLogged(String path) throws Exception {
    try (HeardLog log = HeardLog.of("io.github.stomprelay.transport.SubprotocolChoice");
        LoneRelay lone = LoneRelay.start()) {
      for (int i = 0; i < 2; i++) {
        RawWebSocket.open(lone.address("http"), path, "Sec-WebSocket-Protocol: ws, mqtt").close();
      }
      List<String> lines = log.lines("no WebSocket sub-protocol in common");
      assertEquals(1, lines.size());
      assertTrue(lines.get(0).contains("offered=ws,mqtt"), lines.get(0));
    }
  }

  @Test
  void aSilentPageIsToldForHowLong() throws Exception {
    try (LoneRelay lone =
            LoneRelay.start(
                "stomp.heart-beat.background-tab=off", "stomp.heart-beat.tolerance=1.1");
        RawWebSocket socket = lone.webSocket("/ws")) {
      socket.text("CONNECT\naccept-version:1.2\nheart-beat:1000,0\n\n\0");
      assertTrue(socket.readText().startsWith("CONNECTED"));
      String error = socket.readText();
      assertTrue(error.contains("message:Heart-beat missed\n"), error);
      assertTrue(error.matches("(?s).*Nothing was received for \\d+ s, longer than .*"), error);
    }
  }

  @Test
  void aFrameWithoutItsNulIsNamed() throws Exception {
    try (LoneRelay lone = LoneRelay.start("stomp.login-timeout=1s");
        StompClient silent = lone.tcp();
        StompClient begun = lone.tcp().send("CONNECT\naccept-version:1.2\n\n")) {
      assertTrue(begun.receive("ERROR").text().contains("the NUL that ends it never came"));
      assertTrue(silent.receive("ERROR").text().contains("(stomp.login-timeout)"));
    }
  }
}
