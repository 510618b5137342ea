package io.github.stomprelay.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.FreePorts;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a recipe promises, whatever the proxy. Two relays stand behind it. */
abstract class RecipeTests {
  private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:/\n\n\0";
  private static final int MANY = 30;

  private final Path directory;
  private final int port = FreePorts.next();
  private final RelayPair relays = RelayPair.start();
  private final LoginLog logins = new LoginLog();
  private @Nullable FrontProxy proxy;

  RecipeTests(Path directory) {
    this.directory = directory;
  }

  /** Starts the proxy with its recipe; HTTP on this port. */
  abstract FrontProxy start(Path directory, RelayPair relays, int port)
      throws IOException, InterruptedException;

  final LoginLog logins() {
    return logins;
  }

  @BeforeEach
  void startProxy() throws IOException, InterruptedException {
    proxy = start(directory, relays, port);
  }

  @AfterEach
  void stop() throws IOException {
    logins.close();
    if (proxy != null) {
      proxy.close();
    }
    relays.close();
  }

  private RawWebSocket webSocket() {
    return RawWebSocket.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "/ws",
        "Origin: http://localhost");
  }

  private SockJsPoll session() {
    return new SockJsPoll(port, UUID.randomUUID().toString());
  }

  private static void subscribe(RawWebSocket socket, String topic) {
    socket.text("SUBSCRIBE\nid:s\ndestination:/topic/" + topic + "\nreceipt:r\n\n\0");
    assertTrue(socket.readText().startsWith("RECEIPT"));
  }

  private static String topic() {
    return "proxy." + UUID.randomUUID();
  }

  @Test
  void aWebSocketPasses() {
    String topic = topic();
    try (RawWebSocket socket = webSocket()) {
      assertTrue(socket.text(CONNECT).readText().startsWith("CONNECTED"));
      subscribe(socket, topic);
      socket.text("SEND\ndestination:/topic/" + topic + "\n\nhello\0");
      assertTrue(socket.readText().endsWith("\n\nhello\0\n"));
    }
  }

  @Test
  void aMessageArrivesWhileTheStreamIsOpen() {
    SockJsPoll session = session();
    String topic = topic();
    try (RawHttp stream = session.connection();
        RawWebSocket sender = webSocket()) {
      stream.send(RawHttp.post(session.path() + "/xhr_streaming", ""));
      assertEquals(200, stream.head().status());
      Stream text = new Stream(stream);
      text.until("o\n");
      assertEquals(204, session.send(SockJsPoll.CONNECT));
      text.until("CONNECTED");
      assertEquals(
          204, session.send("SUBSCRIBE", "", "id:s", "receipt:r", "destination:/topic/" + topic));
      text.until("RECEIPT");
      assertTrue(sender.text(CONNECT).readText().startsWith("CONNECTED"));
      for (String body : new String[] {"first", "second"}) {
        sender.text("SEND\ndestination:/topic/" + topic + "\n\n" + body + "\0");
        text.until(body);
      }
    }
  }

  /** A chunked response; proxies cut chunks as they like. */
  private static final class Stream {
    private final RawHttp http;
    private final StringBuilder text = new StringBuilder();

    Stream(RawHttp http) {
      this.http = http;
    }

    void until(String part) {
      while (text.indexOf(part) < 0) {
        String chunk = http.chunk();
        assertTrue(!chunk.isEmpty(), () -> "the stream ended before " + part);
        text.append(chunk);
      }
      text.delete(0, text.indexOf(part) + part.length());
    }
  }

  @Test
  void theRequestsOfASessionGoToItsRelay() {
    for (int i = 0; i < MANY; i++) {
      SockJsPoll session = session();
      assertEquals("o\n", session.poll().body());
      assertEquals(204, session.send(SockJsPoll.CONNECT));
      assertTrue(session.poll().body().contains("CONNECTED"));
    }
    assertEquals(MANY, relays.first().sessions() + relays.second().sessions());
    assertTrue(relays.first().sessions() > 0, "one relay has them all");
    assertTrue(relays.second().sessions() > 0, "one relay has them all");
  }

  @Test
  void theRelayKnowsTheClientsAddress() {
    SockJsPoll session = session().from("127.0.0.5");
    assertEquals("o\n", session.poll("X-Forwarded-For: 127.0.0.7").body());
    assertEquals(204, session.send(SockJsPoll.CONNECT));
    logins.await("remote=/127.0.0.5:0 transport=sockjs-xhr");
    assertEquals(404, session.from("127.0.0.6").poll("X-Forwarded-For: 127.0.0.5").status());
    assertTrue(session.poll().body().contains("CONNECTED"));
  }

  @Test
  void nobodyMeetsARelayThatDrains() throws InterruptedException {
    for (int i = 0; i < MANY; i++) {
      SockJsPoll session = session();
      assertEquals("o\n", session.poll().body());
      assertEquals(204, session.send(SockJsPoll.CONNECT));
    }
    Thread drain = new Thread(relays.first()::drain, "drain");
    drain.start();
    int after = MANY;
    while (drain.isAlive() || after-- > 0) {
      webSocket().close();
      assertEquals("o\n", session().poll().body());
    }
  }
}
