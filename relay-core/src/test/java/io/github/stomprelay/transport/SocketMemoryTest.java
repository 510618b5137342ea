package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What waits in sockets, in either direction, is a debt of their clients until it is gone. */
@Timeout(15)
class SocketMemoryTest {
  private static final long LIMIT = 64 << 20;
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

  /** Comes back 10,000 times: more than any socket takes. */
  private static final String FLOOD = "SEND\ndestination:/flood\n\n" + "x".repeat(2_000) + "\0";

  private final TransportFixture relay =
      new TransportFixture(TransportSettings.DEFAULT, new MemoryBudget(LIMIT));
  private final InetSocketAddress http =
      relay.listen(HttpListener.plain(TransportFixture.anyPort(), List.of("/coco")));
  private final InetSocketAddress tcp = relay.listen(TcpListener.plain(TransportFixture.anyPort()));

  @AfterEach
  void stop() {
    relay.close();
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    while (!condition.call()) {
      Thread.sleep(10);
    }
  }

  private void awaitUsed(long atLeast) throws Exception {
    await(() -> relay.memory.used() >= atLeast);
  }

  private void awaitNothing() throws Exception {
    await(() -> relay.memory.used() == 0);
  }

  private static long debt(ClientConnection connection) throws Exception {
    return connection.loop().submit(() -> connection.debt().bytes()).get();
  }

  /** The client's debt, which does not read what it asked for. */
  private void owesUntilItIsGone(AutoCloseable client) throws Exception {
    ClientConnection connection = EchoSessions.next(relay.sessions.connections);
    await(() -> debt(connection) > 1 << 20);
    assertEquals(relay.memory.used(), debt(connection));
    client.close();
    awaitNothing();
    assertEquals(0, debt(connection));
  }

  @Test
  void whatATcpClientDoesNotRead() throws Exception {
    RawHttp socket = RawHttp.connect(tcp);
    socket.send(CONNECT + FLOOD);
    owesUntilItIsGone(socket);
  }

  @Test
  void whatAWebSocketDoesNotRead() throws Exception {
    RawWebSocket socket = RawWebSocket.open(http, "/ws");
    socket.text(CONNECT + FLOOD);
    owesUntilItIsGone(socket);
  }

  @Test
  void whatASockJsWebSocketDoesNotRead() throws Exception {
    RawWebSocket socket = RawWebSocket.open(http, "/coco/0/s/websocket");
    socket.text(json(CONNECT + FLOOD));
    owesUntilItIsGone(socket);
  }

  @Test
  void whatAStreamDoesNotRead() throws Exception {
    RawHttp stream = RawHttp.connect(http);
    stream.send(RawHttp.post("/coco/0/s/xhr_streaming", ""));
    stream.head();
    RawHttp.exchange(http, RawHttp.post("/coco/0/s/xhr_send", json(CONNECT + FLOOD)));
    owesUntilItIsGone(stream);
  }

  private static String json(String frames) {
    return new Gson().toJson(List.of(frames));
  }

  @Test
  void aStreamThatReadsOwesNothing() throws Exception {
    try (RawHttp socket = RawHttp.connect(tcp)) {
      socket.send(CONNECT + FLOOD);
      for (int ends = 0; ends < 10_002; ) {
        ends += socket.read() == 0 ? 1 : 0;
      }
      awaitNothing();
    }
  }

  @Test
  void halfAnUploadIsADebtThatIsCutWithItsSocket() throws Exception {
    relay.memory.account(task -> {}).charge(LIMIT - (16 << 10));
    try (RawHttp larger = RawHttp.connect(http);
        RawHttp smaller = RawHttp.connect(http)) {
      smaller.send(half("/coco/0/a/xhr_send", 3_000));
      awaitUsed(LIMIT - (16 << 10) + 3_000);
      larger.send(half("/coco/0/b/xhr_send", 7_000));
      awaitUsed(LIMIT - (16 << 10) + 10_000);
      assertEquals(0, relay.memory.cuts());
      relay.memory.account(task -> {}).charge(8 << 10);
      relay.memory.refresh();
      assertEquals("", larger.rest());
      assertEquals(1, relay.memory.cuts());
      assertEquals(404, smaller.send("x".repeat(5_000)).response().status());
    }
    await(() -> relay.memory.used() == LIMIT - (8 << 10));
  }

  /** The head of a request of 8,000 bytes, and some of them. */
  private static String half(String path, int bytes) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8000\r\n\r\n"
        + "x".repeat(bytes);
  }

  @Test
  void requestsThatWaitForTheirTurn() throws Exception {
    try (RawHttp socket = RawHttp.connect(http)) {
      socket.send(RawHttp.post("/coco/0/s/xhr_streaming", ""));
      socket.head();
      String body = "x".repeat(6_000);
      socket.send(RawHttp.post("/coco/0/t/xhr_send", body).repeat(3));
      awaitUsed(18_000);
    }
    awaitNothing();
  }

  @Test
  void halfAFrame() throws Exception {
    byte[] message = RawWebSocket.frame(RawWebSocket.TEXT, true, new byte[40_000]);
    for (String path : List.of("/ws", "/coco/0/s/websocket")) {
      try (RawWebSocket socket = RawWebSocket.open(http, path)) {
        socket.send(Arrays.copyOf(message, 30_000));
        awaitUsed(30_000);
      }
      awaitNothing();
    }
    try (RawWebSocket socket = RawWebSocket.open(http, "/coco/0/s/websocket")) {
      socket.send(RawWebSocket.frame(RawWebSocket.TEXT, false, new byte[30_000]));
      awaitUsed(30_000);
    }
    awaitNothing();
    try (RawHttp socket = RawHttp.connect(tcp)) {
      socket.send("CONNECT\n" + "x".repeat(5_000));
      awaitUsed(5_000);
    }
    awaitNothing();
    try (RawHttp socket = RawHttp.connect(tcp)) {
      socket.send(CONNECT + "SEND\ndestination:/x\n\n" + "x".repeat(50_000));
      awaitUsed(50_000);
      socket.send("\0");
      awaitNothing();
    }
  }

  @Test
  void whatAPollingClientDoesNotFetch() throws Exception {
    RawHttp.exchange(http, RawHttp.post("/coco/0/s/xhr", ""));
    RawHttp.exchange(http, RawHttp.post("/coco/0/s/xhr_send", json(CONNECT + FLOOD)));
    ClientConnection connection = EchoSessions.next(relay.sessions.connections);
    assertTrue(debt(connection) > 20_000_000, debt(connection) + " bytes");
    connection.loop().submit(() -> connection.close(CloseReason.DISCONNECT, "")).get();
    RawHttp.exchange(http, RawHttp.post("/coco/0/s/xhr", ""));
    awaitNothing();
  }
}
