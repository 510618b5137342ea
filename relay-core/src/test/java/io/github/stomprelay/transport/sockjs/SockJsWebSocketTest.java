package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sockjs.md 1.9: the two WebSocket transports. */
class SockJsWebSocketTest extends ConformanceTest {
  private RawWebSocket open(String path) {
    return RawWebSocket.open(server.address(), path);
  }

  @Test
  void opensAndEchoes() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      RawResponse handshake = socket.handshake();
      assertEquals("websocket", handshake.header("Upgrade"));
      assertEquals("upgrade", handshake.header("Connection"));
      assertEquals("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", handshake.header("Sec-WebSocket-Accept"));
      assertNull(handshake.header("Content-Length"));
      assertNull(handshake.header("Sec-WebSocket-Protocol"));
      assertEquals("o", socket.readText());
      socket.text("[\"a\"]");
      assertEquals("a[\"a\"]", socket.readText());
      socket.text("\"b\"");
      assertEquals("a[\"b\"]", socket.readText());
      socket.text("[\"c\",\"d\"]");
      assertEquals("a[\"c\"]", socket.readText());
      assertEquals("a[\"d\"]", socket.readText());
    }
  }

  @Test
  void ignoresNothing() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.text("").text("[]").text("[\"a\"]");
      assertEquals("a[\"a\"]", socket.readText());
    }
  }

  @Test
  void putsFragmentsTogether() {
    byte[] message = "[\"grüße\"]".getBytes(StandardCharsets.UTF_8);
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.send(
          RawWebSocket.frame(RawWebSocket.TEXT, false, java.util.Arrays.copyOf(message, 5)));
      socket.send(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] {'p'}));
      socket.send(
          RawWebSocket.frame(
              RawWebSocket.CONTINUATION,
              true,
              java.util.Arrays.copyOfRange(message, 5, message.length)));
      assertEquals(RawWebSocket.PONG, socket.read().opcode());
      assertEquals("a[\"grüße\"]", socket.readText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a", "{}", "[1]", "x", "\"a"})
  void cutsAClientOffThatSendsBrokenJson(String broken) {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.text(broken);
      assertEquals("", socket.http().rest());
    }
  }

  @Test
  void closesWithAFrameAndThenTheSocket() {
    try (RawWebSocket socket = open(session("/close") + "/websocket")) {
      assertEquals("o", socket.readText());
      assertEquals("c[3000,\"Go away!\"]", socket.readText());
      RawWebSocket.Frame close = socket.read();
      assertEquals(RawWebSocket.CLOSE, close.opcode());
      assertEquals(1000, close.code());
      socket.send(RawWebSocket.frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe8}));
      assertEquals("", socket.http().rest());
    }
  }

  @Test
  void carriesRawTextUnchanged() {
    try (RawWebSocket socket = open("/echo/websocket")) {
      String text = "Hello world!\uffff\u200c\ud83d\ude00[\"x\"]";
      socket.text(text);
      assertEquals(text, socket.readText());
    }
    try (RawWebSocket socket = open("/close/websocket")) {
      RawWebSocket.Frame close = socket.read();
      assertEquals(3000, close.code());
      assertEquals("Go away!", close.text().substring(2));
    }
  }

  @Test
  void letsTwoSocketsShareAnId() {
    String path = session("/echo") + "/websocket";
    try (RawWebSocket first = open(path);
        RawWebSocket second = open(path)) {
      assertEquals("o", first.readText());
      assertEquals("o", second.readText());
      first.text("[\"1\"]");
      second.text("[\"2\"]");
      assertEquals("a[\"1\"]", first.readText());
      assertEquals("a[\"2\"]", second.readText());
    }
    try (RawWebSocket third = open(path)) {
      assertEquals("o", third.readText());
    }
  }

  @Test
  void refusesWhatIsNoUpgrade() {
    String path = session("/echo") + "/websocket";
    for (RawResponse response :
        new RawResponse[] {
          get(path),
          get("/echo/websocket"),
          get(path, "Upgrade: websocket", "Connection: close", "Sec-WebSocket-Version: 13"),
          get(path, "Upgrade: websocket", "Connection: upgrade", "Sec-WebSocket-Version: 13"),
        }) {
      assertEquals(400, response.status());
      assertTrue(response.body().contains("Not a valid websocket request"));
    }
  }

  @Test
  void refusesOldDraftsWith426() {
    RawResponse response =
        get(
            session("/echo") + "/websocket",
            "Upgrade: WebSocket",
            "Connection: Upgrade",
            "Origin: http://localhost",
            "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5",
            "Sec-WebSocket-Key2: 12998 5 Y3 1  .P00");
    assertEquals(426, response.status());
    assertEquals("13", response.header("Sec-WebSocket-Version"));
  }

  @Test
  void hasNoWebSocketWhereItIsSwitchedOff() {
    String path = session("/disabled_websocket_echo") + "/websocket";
    assertEquals(404, get(path).status());
    assertEquals(404, get("/disabled_websocket_echo/websocket").status());
    assertEquals(404, RawHttp.exchange(server.address(), RawWebSocket.request(path)).status());
  }

  @Test
  void refusesABinaryMessage() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.send(RawWebSocket.frame(RawWebSocket.BINARY, true, new byte[] {'x'}));
      assertEquals(1003, socket.read().code());
    }
  }

  @Test
  void refusesAMessageBeyondTheLimit() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.text("[\"" + "x".repeat(1 << 20) + "\"]");
      assertEquals(1009, socket.read().code());
    }
  }

  @Test
  void refusesAMessageInTooManyPieces() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.send(RawWebSocket.frame(RawWebSocket.TEXT, false, new byte[0]));
      byte[] piece = RawWebSocket.frame(RawWebSocket.CONTINUATION, false, new byte[0]);
      byte[] pieces = new byte[piece.length * 10_001];
      for (int i = 0; i < pieces.length; i++) {
        pieces[i] = piece[i % piece.length];
      }
      socket.send(pieces);
      assertEquals(1008, socket.read().code());
    }
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    try (RawWebSocket socket = open(session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.send(RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[] {(byte) 0xc3, 0x28}));
      assertEquals(1007, socket.read().code());
    }
  }

  @Test
  void pingsAndClosesWhenNothingComesBack() {
    SockJsSettings settings = SockJsVariant.times(Duration.ofMillis(300), Duration.ofSeconds(5));
    try (SockJsConformanceServer quick =
            new SockJsConformanceServer(
                new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0),
                settings);
        RawWebSocket socket = RawWebSocket.open(quick.address(), session("/echo") + "/websocket")) {
      assertEquals("o", socket.readText());
      assertEquals(RawWebSocket.PING, socket.read().opcode());
      socket.send(RawWebSocket.frame(RawWebSocket.PONG, true, new byte[0]));
      assertEquals(RawWebSocket.PING, socket.read().opcode());
      assertEquals("c[3000,\"No response from heartbeat\"]", socket.readText());
    }
  }
}
