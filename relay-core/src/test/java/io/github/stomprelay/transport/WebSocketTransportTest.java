package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * STOMP over plain WebSockets (stomp-on-rabbitmq.md section 15, browsers-and-spring.md; security.md
 * T6, T11, T27).
 */
class WebSocketTransportTest {
  static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
  static final String CONNECTED = "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0\n";
  private static final String EMOJI = "\ud83d\ude00";

  private final TransportFixture relay = new TransportFixture();
  private final InetSocketAddress address = listen(WebSocketSettings.DEFAULT);

  private InetSocketAddress listen(WebSocketSettings settings) {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of());
    return relay.listen(
        new HttpListener(
            "http",
            plain.address(),
            null,
            ProxySettings.NONE,
            plain.limits(),
            HostNames.ANY,
            OriginPolicy.SAME_ORIGIN,
            List.of("/ws", "/deep/er"),
            settings,
            plain.sockJs(),
            plain.pages()));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private RawWebSocket login(String... headers) {
    RawWebSocket socket = RawWebSocket.open(address, "/ws", headers);
    socket.text(CONNECT);
    assertEquals(CONNECTED, socket.readText());
    return socket;
  }

  private static String send(String destination, String body) {
    return "SEND\ndestination:" + destination + "\n\n" + body + "\0";
  }

  @ParameterizedTest
  @CsvSource({
    "'v12.stomp, v11.stomp, v10.stomp', v12.stomp, false",
    "'v10.stomp,v11.stomp,v12.stomp', v12.stomp, true",
    "'v10.stomp, v11.stomp', v11.stomp, true",
    "v10.stomp, v10.stomp, true",
    "'other, v11.stomp', v11.stomp, true",
  })
  void answersWithTheNewestSubprotocolOffered(String offer, String answer, boolean splits)
      throws InterruptedException {
    try (RawWebSocket socket =
        RawWebSocket.open(address, "/ws", "Sec-WebSocket-Protocol: " + offer)) {
      assertEquals(answer, socket.handshake().header("Sec-WebSocket-Protocol"));
      Peer peer = EchoSessions.next(relay.sessions.peers);
      assertEquals(splits, peer.splitsOnNul());
      assertEquals("websocket", peer.transport());
    }
  }

  @Test
  void answersNoSubprotocolWhereNoneIsKnown() {
    try (RawWebSocket none = RawWebSocket.open(address, "/ws");
        RawWebSocket other =
            RawWebSocket.open(address, "/deep/er", "Sec-WebSocket-Protocol: mqtt")) {
      assertNull(none.handshake().header("Sec-WebSocket-Protocol"));
      assertNull(other.handshake().header("Sec-WebSocket-Protocol"));
    }
  }

  @Test
  void sendsOneFrameWithEachMessage() {
    try (RawWebSocket socket = login()) {
      socket.text(send("/a", "1") + "\n" + send("/a", "2"));
      assertTrue(socket.readText().endsWith("\n1\0\n"));
      assertTrue(socket.readText().endsWith("\n2\0\n"));
    }
  }

  @Test
  void putsFramesTogetherFromTextAndBinaryAndFragments() {
    byte[] frame = send("/a", "x" + EMOJI + "y").getBytes(StandardCharsets.UTF_8);
    try (RawWebSocket socket = login()) {
      for (byte octet : frame) {
        socket.send(RawWebSocket.frame(RawWebSocket.BINARY, true, new byte[] {octet}));
      }
      assertTrue(socket.readText().endsWith("x" + EMOJI + "y\0\n"));
      socket.send(RawWebSocket.frame(RawWebSocket.TEXT, false, Arrays.copyOf(frame, 10)));
      socket.send(RawWebSocket.frame(RawWebSocket.PING, true, new byte[] {'p'}));
      socket.send(
          RawWebSocket.frame(
              RawWebSocket.CONTINUATION, true, Arrays.copyOfRange(frame, 10, frame.length)));
      assertEquals(RawWebSocket.PONG, socket.read().opcode());
      assertTrue(socket.readText().endsWith("x" + EMOJI + "y\0\n"));
    }
  }

  @Test
  void readsFramesThatCameWithTheHandshakeItself() {
    try (RawHttp http = RawHttp.connect(address)) {
      byte[] connect =
          RawWebSocket.frame(RawWebSocket.TEXT, true, CONNECT.getBytes(StandardCharsets.UTF_8));
      byte[] request = RawWebSocket.request("/ws").getBytes(StandardCharsets.UTF_8);
      byte[] both = Arrays.copyOf(request, request.length + connect.length);
      System.arraycopy(connect, 0, both, request.length, connect.length);
      assertEquals(101, http.send(both).response().status());
      assertEquals(0x81, http.read());
    }
  }

  @Test
  void takesNoSecondRequestBehindAnUpgrade() {
    try (RawHttp http = RawHttp.connect(address)) {
      http.send(RawWebSocket.request("/ws") + RawHttp.get("/ws"));
      assertEquals(101, http.response().status());
      assertFalse(http.rest().contains("HTTP/1.1"));
    }
  }

  @Test
  void sendsTextWhereItIsUtf8AndBinaryWhereNot() {
    try (RawWebSocket socket = login()) {
      socket.text(send("/text", "grüße"));
      assertEquals(RawWebSocket.TEXT, socket.read().opcode());
      socket.text(send("/bytes", ""));
      assertEquals(RawWebSocket.BINARY, socket.read().opcode());
    }
  }

  @Test
  void sendsAHeartBeatAsAMessageOfItsOwn() {
    try (RawWebSocket socket = login()) {
      socket.text(send("/beat", ""));
      assertEquals("\n", socket.readText());
      assertTrue(socket.readText().startsWith("MESSAGE\n"));
    }
  }

  @Test
  void hidesNulsFromClientsThatWouldSplitOnThem() {
    try (RawWebSocket old = login("Sec-WebSocket-Protocol: v10.stomp, v12.stomp")) {
      old.text(send("/nul", ""));
      String message = old.readText();
      assertEquals(message.length() - 2, message.indexOf('\0'));
      assertTrue(message.contains("\nx-nul-replaced:true\n"), message);
    }
    try (RawWebSocket young = login("Sec-WebSocket-Protocol: v12.stomp, v11.stomp")) {
      young.text(send("/nul", ""));
      assertTrue(young.readText().contains("a\0MESSAGE\n\nforged\0\n"));
    }
  }

  @Test
  void closesWithReceiptCodeAndText() throws InterruptedException {
    try (RawWebSocket socket = login()) {
      socket.text("DISCONNECT\nreceipt:r\n\n\0");
      assertEquals("RECEIPT\nreceipt-id:r\n\n\0\n", socket.readText());
      RawWebSocket.Frame close = socket.read();
      assertEquals(1000, close.code());
      assertEquals("bye", close.text().substring(2));
      socket.send(RawWebSocket.frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe8}));
      assertEquals("", socket.http().rest());
    }
    assertEquals(CloseReason.DISCONNECT, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void closesTheSocketOfAClientThatNeverAnswersTheClose() {
    try (RawWebSocket socket = login()) {
      socket.text("DISCONNECT\n\n\0");
      assertTrue(socket.readText().startsWith("RECEIPT"));
      assertEquals(1000, socket.read().code());
      assertEquals("", socket.http().rest());
    }
  }

  @Test
  void answersTheClientsClose() throws InterruptedException {
    try (RawWebSocket socket = login()) {
      socket.send(RawWebSocket.frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe9}));
      assertEquals(1001, socket.read().code());
      assertEquals("", socket.http().rest());
    }
    assertEquals(CloseReason.CLIENT_GONE, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void closesWith1009BehindTheErrorForAFrameTooLarge() {
    try (RawWebSocket socket = RawWebSocket.open(address, "/ws")) {
      socket.text("CONNECT\nx:" + "y".repeat(70_000) + "\n\n\0");
      assertTrue(socket.readText().startsWith("ERROR\nmessage:Frame too large"));
      assertEquals(1009, socket.read().code());
    }
  }

  @Test
  void doesNotKeepALargeWebSocketFrameBeforeLogin() {
    try (RawWebSocket socket = RawWebSocket.open(address, "/ws")) {
      byte[] large = RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[1 << 20]);
      socket.send(Arrays.copyOf(large, 300_000));
      assertTrue(socket.readText().startsWith("ERROR\nmessage:Frame too large"));
      assertEquals(1009, socket.read().code());
    }
  }

  @Test
  void takesALargeWebSocketFrameAfterLogin() {
    String body = "z".repeat(1 << 20);
    try (RawWebSocket socket = login()) {
      socket.text(send("/large", body));
      assertTrue(socket.readText().endsWith(body + "\0\n"));
      socket.send(RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[(4 << 20) + 1]));
      assertTrue(socket.readText().startsWith("ERROR\nmessage:Frame too large"));
      assertEquals(1009, socket.read().code());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "unmasked, 1002",
    "reserved bit, 1002",
    "unknown opcode, 1002",
    "bad UTF-8, 1007",
    "stray continuation, 1002",
    "fragmented ping, 1002",
    "long ping, 1002",
    "close code 1005, 1002",
    "empty fragments, 1008"
  })
  void closesWhatBreaksTheWebSocketProtocol(String violation, int code)
      throws InterruptedException {
    try (RawWebSocket socket = login()) {
      socket.send(violation(violation));
      assertEquals(code, socket.read().code(), violation);
    }
    assertEquals(CloseReason.PROTOCOL_ERROR, EchoSessions.next(relay.sessions.closed));
  }

  private static byte[] violation(String name) {
    byte[] text = {'x'};
    return switch (name) {
      case "unmasked" -> new byte[] {(byte) 0x81, 1, 'x'};
      case "reserved bit" -> RawWebSocket.frame(RawWebSocket.TEXT | 0x40, true, text);
      case "unknown opcode" -> RawWebSocket.frame(3, true, text);
      case "bad UTF-8" ->
          RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[] {(byte) 0xc3, 0x28});
      case "stray continuation" -> RawWebSocket.frame(RawWebSocket.CONTINUATION, true, text);
      case "fragmented ping" -> RawWebSocket.frame(RawWebSocket.PING, false, text);
      case "long ping" -> RawWebSocket.frame(RawWebSocket.PING, true, new byte[126]);
      case "close code 1005" ->
          RawWebSocket.frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xed});
      default -> emptyFragments();
    };
  }

  private static byte[] emptyFragments() {
    byte[] first = RawWebSocket.frame(RawWebSocket.TEXT, false, new byte[0]);
    byte[] more = RawWebSocket.frame(RawWebSocket.CONTINUATION, false, new byte[0]);
    byte[] all = Arrays.copyOf(first, first.length + 200 * more.length);
    for (int i = 0; i < 200; i++) {
      System.arraycopy(more, 0, all, first.length + i * more.length, more.length);
    }
    return all;
  }

  @Test
  void refusesAPlainGetWith426() {
    RawResponse response = RawHttp.exchange(address, RawHttp.get("/ws"));
    assertEquals(426, response.status());
    assertEquals("upgrade", response.header("Connection"));
    assertEquals("websocket", response.header("Upgrade"));
    assertTrue(response.body().contains("http.sockjs-paths"), response.body());
    assertEquals(405, RawHttp.exchange(address, RawHttp.post("/ws", "")).status());
    assertEquals(426, RawHttp.exchange(address, RawHttp.get("/ws/")).status());
    assertEquals(404, RawHttp.exchange(address, RawHttp.get("/")).status());
    assertEquals(404, RawHttp.exchange(address, RawHttp.get("/%77s")).status());
  }

  @Test
  void pingsAndClosesASilentClient() throws InterruptedException {
    InetSocketAddress quick = listen(new WebSocketSettings(Duration.ofMillis(200), 0, false));
    try (RawWebSocket socket = RawWebSocket.open(quick, "/ws")) {
      assertEquals(RawWebSocket.PING, socket.read().opcode());
      socket.send(RawWebSocket.frame(RawWebSocket.PONG, true, new byte[0]));
      assertEquals(RawWebSocket.PING, socket.read().opcode());
      RawWebSocket.Frame close = socket.read();
      assertEquals(1000, close.code());
      assertTrue(close.text().contains("No WebSocket pong came for 200 ms"), close.text());
    }
    assertEquals(CloseReason.HEART_BEAT_MISSED, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void coalescesWhenToldTo() {
    InetSocketAddress merging = listen(new WebSocketSettings(Duration.ZERO, 16 << 10, false));
    try (RawWebSocket socket = RawWebSocket.open(merging, "/ws")) {
      socket.text(CONNECT);
      assertEquals(CONNECTED, socket.readText());
      socket.text(send("/a", "1") + send("/a", "2") + send("/beat", "3"));
      String first = socket.readText();
      assertTrue(first.contains("\n1\0\n") && first.endsWith("\n2\0\n"), first);
      assertEquals("\n", socket.readText());
      assertTrue(socket.readText().endsWith("\n3\0\n"));
    }
  }

  @Test
  void compressesOnlyWhenToldTo() {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
    try (RawWebSocket plain = RawWebSocket.open(address, "/ws", offer)) {
      assertNull(plain.handshake().header("Sec-WebSocket-Extensions"));
    }
    InetSocketAddress compressing = listen(new WebSocketSettings(Duration.ZERO, 0, true));
    try (RawWebSocket socket = RawWebSocket.open(compressing, "/ws", offer)) {
      String extensions = socket.handshake().mustHave("Sec-WebSocket-Extensions");
      assertTrue(extensions.startsWith("permessage-deflate"), extensions);
      socket.send(deflated(CONNECT.getBytes(StandardCharsets.UTF_8)));
      assertEquals(RawWebSocket.TEXT, socket.read().opcode() & 0xf);
      // a bomb: 16 MiB of nothing in a few bytes
      socket.send(deflated(new byte[16 << 20]));
      RawWebSocket.Frame frame = socket.read();
      while (frame.opcode() != RawWebSocket.CLOSE) {
        frame = socket.read();
      }
      assertEquals(1009, frame.code());
    }
  }

  private static byte[] deflated(byte[] payload) {
    java.util.zip.Deflater deflater = new java.util.zip.Deflater(9, true);
    deflater.setInput(payload);
    byte[] out = new byte[payload.length + 64];
    int length = deflater.deflate(out, 0, out.length, java.util.zip.Deflater.SYNC_FLUSH) - 4;
    deflater.end();
    return RawWebSocket.frame(RawWebSocket.TEXT | 0x40, true, Arrays.copyOf(out, length));
  }
}
