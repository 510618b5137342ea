package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** STOMP over SockJS: frames cut anywhere, heart-beats, closing. */
class SockJsStompTest {
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
  private static final String CONNECTED = "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0\n";
  private static final int LEGACY_PIECE = 16_384;

  private final TransportFixture relay = new TransportFixture();
  private final InetSocketAddress address =
      relay.listen(HttpListener.plain(TransportFixture.anyPort(), List.of("/coco", "/a/b")));
  private final Gson gson = new Gson();

  @AfterEach
  void stop() {
    relay.close();
  }

  private String array(String... messages) {
    StringBuilder json = new StringBuilder("[");
    for (String message : messages) {
      json.append(json.length() > 1 ? ",\"" : "\"");
      message.chars().forEach(c -> json.append(String.format("\\u%04x", c)));
      json.append('"');
    }
    return json.append(']').toString();
  }

  private static String message(String frame) {
    assertTrue(frame.startsWith("a["), frame);
    return new Gson().fromJson(frame.substring(1), String[].class)[0];
  }

  private RawWebSocket login() {
    RawWebSocket socket = RawWebSocket.open(address, "/coco/000/abc/websocket");
    assertEquals("o", socket.readText());
    socket.text(array(CONNECT));
    assertEquals(CONNECTED, message(socket.readText()));
    return socket;
  }

  private RawHttp poll(String session) {
    return RawHttp.connect(address).send(RawHttp.post(session + "/xhr", ""));
  }

  private String polled(String session) {
    try (RawHttp http = poll(session)) {
      return http.response().body();
    }
  }

  private void upload(String session, String json) {
    assertEquals(
        204, RawHttp.exchange(address, RawHttp.post(session + "/xhr_send", json)).status());
  }

  /** A SEND with an emoji across the cut of an old client, as that client sends it. */
  private static String[] legacyPieces(String frame) {
    String[] pieces = new String[(frame.length() + LEGACY_PIECE - 1) / LEGACY_PIECE];
    for (int i = 0; i < pieces.length; i++) {
      int from = i * LEGACY_PIECE;
      pieces[i] = frame.substring(from, Math.min(frame.length(), from + LEGACY_PIECE));
    }
    return pieces;
  }

  private static String frameWithEmojiAt(int unit) {
    String head = "SEND\ndestination:/a\n\n";
    return head + "x".repeat(unit - head.length()) + "\ud83d\ude00" + "y".repeat(20_000) + "\0";
  }

  private static String body(String frame) {
    return frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
  }

  @Test
  void joinsSurrogatePairsThatWereCutInTwoOverWebSocket() throws InterruptedException {
    try (RawWebSocket socket = login()) {
      EchoSessions.next(relay.sessions.frames);
      for (int cut : new int[] {LEGACY_PIECE - 2, LEGACY_PIECE - 1, LEGACY_PIECE}) {
        String frame = frameWithEmojiAt(cut);
        for (String piece : legacyPieces(frame)) {
          socket.text(array(piece));
        }
        Frame received = EchoSessions.next(relay.sessions.frames);
        assertEquals(body(frame), received.bodyText());
        assertTrue(message(socket.readText()).endsWith(body(frame) + "\0\n"));
      }
    }
  }

  @Test
  void joinsSurrogatePairsThatWereCutInTwoOverXhr() throws InterruptedException {
    String session = "/a/b/000/xyz";
    assertEquals("o\n", polled(session));
    upload(session, array(CONNECT));
    assertEquals(CONNECTED, message(polled(session)));
    EchoSessions.next(relay.sessions.frames);
    String frame = frameWithEmojiAt(LEGACY_PIECE - 1);
    for (String piece : legacyPieces(frame)) {
      upload(session, array(piece));
    }
    assertEquals(body(frame), EchoSessions.next(relay.sessions.frames).bodyText());
    assertTrue(message(polled(session)).endsWith(body(frame) + "\0\n"));
    assertEquals("sockjs-xhr", EchoSessions.next(relay.sessions.peers).transport());
    assertEquals("0", EchoSessions.next(relay.sessions.written));
  }

  @Test
  void replacesAHalfThatStaysAlone() throws InterruptedException {
    try (RawWebSocket socket = login()) {
      EchoSessions.next(relay.sessions.frames);
      socket.text(array("SEND\ndestination:/a\n\n\ude00-\ud83d", "-\0"));
      assertEquals("\ufffd-\ufffd-", EchoSessions.next(relay.sessions.frames).bodyText());
    }
  }

  @Test
  void carriesHeartBeatsAsLineFeeds() {
    try (RawWebSocket socket = login()) {
      socket.text(array("SEND\ndestination:/beat\n\n\0", "\n"));
      assertEquals("a[\"\\n\"]", socket.readText());
      assertTrue(message(socket.readText()).startsWith("MESSAGE"));
    }
  }

  @Test
  void hidesNulsAndReplacesWhatIsNotText() {
    try (RawWebSocket socket = login()) {
      socket.text(array("SEND\ndestination:/nul\n\n\0SEND\ndestination:/bytes\n\n\0"));
      String message = message(socket.readText());
      assertEquals(message.length() - 2, message.indexOf('\0'));
      String replaced = message(socket.readText());
      assertTrue(replaced.endsWith("content-length:6\n\n\ufffd\ufffd\0\n"), replaced);
    }
  }

  @Test
  void closesBehindTheReceipt() throws InterruptedException {
    try (RawWebSocket socket = login()) {
      socket.text(array("DISCONNECT\nreceipt:7\n\n\0"));
      assertEquals("RECEIPT\nreceipt-id:7\n\n\0\n", message(socket.readText()));
      assertEquals("c[1000,\"bye\"]", socket.readText());
      assertEquals(RawWebSocket.CLOSE, socket.read().opcode());
    }
    assertEquals(CloseReason.DISCONNECT, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void closesAPollingSessionBehindTheReceipt() throws InterruptedException {
    String session = "/coco/000/bye";
    assertEquals("o\n", polled(session));
    upload(session, array(CONNECT, "DISCONNECT\nreceipt:7\n\n\0"));
    String frames = polled(session);
    assertEquals(
        List.of(CONNECTED, "RECEIPT\nreceipt-id:7\n\n\0\n"),
        gson.fromJson(frames.substring(1), List.class));
    assertEquals("c[1000,\"bye\"]\n", polled(session));
    assertEquals(CloseReason.DISCONNECT, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void endsTheSessionOfAPollThatIsCutOff() throws InterruptedException {
    String session = "/coco/000/cut";
    try (RawHttp stream =
        RawHttp.connect(address).send(RawHttp.post(session + "/xhr_streaming", ""))) {
      stream.head();
      stream.chunk();
      assertEquals("o\n", stream.chunk());
    }
    assertEquals(CloseReason.CLIENT_GONE, EchoSessions.next(relay.sessions.closed));
  }

  @Test
  void answersAProtocolErrorAndCloses() {
    try (RawWebSocket socket = RawWebSocket.open(address, "/coco/1/2/websocket")) {
      assertEquals("o", socket.readText());
      socket.text(array("CONNECT\nbroken\n\n\0"));
      assertTrue(message(socket.readText()).startsWith("ERROR\nmessage:Malformed frame"));
      assertTrue(socket.readText().startsWith("c[1002,"));
    }
  }

  @Test
  void takesALargeFrameAfterLoginAndNotBefore() {
    String session = "/coco/000/large";
    assertEquals("o\n", polled(session));
    String large = array("SEND\ndestination:/a\n\n" + "z".repeat(200_000) + "\0");
    assertEquals(
        413, RawHttp.exchange(address, RawHttp.post(session + "/xhr_send", large)).status());
    upload(session, array(CONNECT));
    assertEquals(CONNECTED, message(polled(session)));
    upload(session, large);
    assertTrue(message(polled(session)).endsWith("z".repeat(200_000) + "\0\n"));
  }

  @Test
  void servesTheRawWebSocketToo() {
    try (RawWebSocket socket = RawWebSocket.open(address, "/coco/websocket")) {
      socket.text(CONNECT);
      assertEquals(CONNECTED, socket.readText());
      socket.text("DISCONNECT\n\n\0");
      assertTrue(socket.readText().startsWith("RECEIPT"));
      assertEquals(1000, socket.read().code());
    }
  }

  @Test
  void refusesASecondAddressOnOneSession() {
    assertEquals("o\n", polled("/coco/000/mine"));
    InetSocketAddress trusting = trusting();
    String session = "/coco/000/mine";
    assertEquals(
        "o\n",
        RawHttp.exchange(trusting, RawHttp.post(session + "/xhr", "", "X-Forwarded-For: 192.0.2.1"))
            .body());
    assertEquals(
        404,
        RawHttp.exchange(trusting, RawHttp.post(session + "/xhr", "", "X-Forwarded-For: 192.0.2.2"))
            .status());
    assertEquals(
        404,
        RawHttp.exchange(
                trusting, RawHttp.post(session + "/xhr_send", "[]", "X-Forwarded-For: 192.0.2.2"))
            .status());
    assertEquals(
        204,
        RawHttp.exchange(
                trusting, RawHttp.post(session + "/xhr_send", "[]", "X-Forwarded-For: 192.0.2.1"))
            .status());
  }

  private InetSocketAddress trusting() {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of("/coco"));
    return relay.listen(
        new HttpListener(
            "http",
            plain.address(),
            null,
            new ProxySettings(
                io.github.stomprelay.transport.http.AddressRanges.NONE,
                io.github.stomprelay.transport.http.AddressRanges.of(List.of("127.0.0.0/8"))),
            plain.limits(),
            HostNames.ANY,
            plain.origins(),
            plain.webSocketPaths(),
            plain.webSocket(),
            plain.sockJs(),
            plain.pages()));
  }
}
