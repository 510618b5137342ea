package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.stomp.Command;
import io.github.stomprelay.stomp.Frame;
import io.github.stomprelay.stomp.Headers;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client that reads nothing can make the relay keep for it, whatever it came over. */
class BackpressureTest {
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
  private static final String SEND = "SEND\ndestination:/x\n\n" + "x".repeat(8000) + "\0";
  private static final byte[] PINGS =
      new String(
              RawWebSocket.frame(RawWebSocket.PING, true, new byte[125]),
              StandardCharsets.ISO_8859_1)
          .repeat(100)
          .getBytes(StandardCharsets.ISO_8859_1);

  /** The high-water mark of a socket, and what one turn of the loop may bring beyond it. */
  private static final long MOST = 256 << 10;

  private final TransportFixture relay = new TransportFixture();
  private final InetSocketAddress http =
      relay.listen(HttpListener.plain(TransportFixture.anyPort(), List.of("/coco")));
  private final InetSocketAddress tcp = relay.listen(TcpListener.plain(TransportFixture.anyPort()));

  @AfterEach
  void stop() {
    relay.close();
  }

  /** A way to the relay. */
  enum Way {
    TCP,
    WEBSOCKET,
    SOCKJS_WEBSOCKET,
    SOCKJS_STREAMING
  }

  /** A client that never reads once it is logged in. */
  private final class Deaf implements AutoCloseable {
    private final Way way;
    private final RawHttp socket;
    private final @Nullable RawWebSocket webSocket;
    private final ClientConnection connection;
    private volatile boolean closed;

    Deaf(Way way) throws InterruptedException {
      this.way = way;
      this.socket = RawHttp.connect(way == Way.TCP ? tcp : http);
      this.webSocket =
          switch (way) {
            case TCP, SOCKJS_STREAMING -> null;
            case WEBSOCKET -> RawWebSocket.over(socket, "/ws");
            case SOCKJS_WEBSOCKET -> RawWebSocket.over(socket, "/coco/0/s/websocket");
          };
      if (way == Way.SOCKJS_STREAMING) {
        socket.send(RawHttp.post("/coco/0/s/xhr_streaming", ""));
        socket.head();
      }
      this.connection = EchoSessions.next(relay.sessions.connections);
    }

    Deaf login() throws InterruptedException {
      send(CONNECT);
      EchoSessions.next(relay.sessions.frames);
      return this;
    }

    void send(String frames) {
      switch (way) {
        case TCP -> socket.send(frames);
        case WEBSOCKET -> webSocket().text(frames);
        case SOCKJS_WEBSOCKET -> webSocket().text(new Gson().toJson(List.of(frames)));
        case SOCKJS_STREAMING -> {
          String body = new Gson().toJson(List.of(frames));
          RawHttp.exchange(http, RawHttp.post("/coco/0/s/xhr_send", body));
        }
      }
    }

    private RawWebSocket webSocket() {
      if (webSocket == null) {
        throw new IllegalStateException("no WebSocket");
      }
      return webSocket;
    }

    /** Repeats this on a thread of its own until the relay closes. */
    CompletableFuture<Void> repeat(Runnable task) {
      return CompletableFuture.runAsync(
          () -> {
            try {
              while (!closed) {
                task.run();
              }
            } catch (UncheckedIOException | AssertionError end) {
              return;
            }
          });
    }

    /** Sees to it that never more waits for this client, until it is closed. */
    void staysBelow(long most) throws Exception {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (relay.sessions.closed.isEmpty()) {
        assertTrue(System.nanoTime() < end, "was never closed");
        long pending = connection.loop().submit(connection::pendingBytes).get();
        assertTrue(pending <= most, pending + " bytes wait");
      }
    }

    @Override
    public void close() {
      closed = true;
      socket.close();
    }
  }

  private void cutBy(Deaf deaf, Runnable flood, long most, CloseReason reason) throws Exception {
    CompletableFuture<Void> flooding = deaf.repeat(flood);
    deaf.staysBelow(most);
    assertEquals(reason, EchoSessions.next(relay.sessions.closed));
    try (RawHttp other = RawHttp.connect(http)) {
      assertEquals(200, other.send(RawHttp.get("/coco/info")).response().status());
    }
    deaf.close();
    flooding.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "WEBSOCKET, false",
    "WEBSOCKET, true",
    "SOCKJS_WEBSOCKET, false",
    "SOCKJS_WEBSOCKET, true"
  })
  void pingsWithoutReading(Way way, boolean loggedIn) throws Exception {
    relay.sessions.outboundTimeout = Duration.ofSeconds(1);
    try (Deaf deaf = new Deaf(way)) {
      if (loggedIn) {
        deaf.login();
      }
      int size = 16 << 20; // more than a socket takes at once
      Frame large = Frame.of(Command.ERROR, Headers.EMPTY, "x".repeat(size));
      deaf.connection.loop().submit(() -> deaf.connection.send(large)).get();
      cutBy(deaf, () -> deaf.socket.send(PINGS), size + MOST, CloseReason.SLOW_CLIENT);
    }
  }

  /** One stream of SockJS ends by itself before a socket is full; the client then asks for none. */
  @ParameterizedTest
  @CsvSource({
    "TCP, SLOW_CLIENT",
    "WEBSOCKET, SLOW_CLIENT",
    "SOCKJS_WEBSOCKET, SLOW_CLIENT",
    "SOCKJS_STREAMING, CLIENT_GONE"
  })
  void framesThatAreAnsweredWithoutReading(Way way, CloseReason reason) throws Exception {
    relay.sessions.outboundTimeout = Duration.ofMillis(400);
    try (Deaf deaf = new Deaf(way).login()) {
      cutBy(deaf, () -> deaf.send(SEND.repeat(4)), MOST, reason);
    }
  }

  @ParameterizedTest
  @EnumSource(Way.class)
  void whatIsSentIsBoundedWhenItIsSent(Way way) throws Exception {
    relay.sessions.mostPending = 300 << 10;
    try (Deaf deaf = new Deaf(way).login()) {
      deaf.send("SEND\ndestination:/flood\n\n" + "x".repeat(10_000) + "\0");
      assertEquals(CloseReason.SLOW_CLIENT, EchoSessions.next(relay.sessions.closed));
    }
    long most = relay.sessions.mostWaited.get();
    assertTrue(most > 300 << 10 && most < 350 << 10, most + " bytes waited");
  }

  /** Who is cut off because too much waits in the relay gives it back, also in his farewell. */
  @ParameterizedTest
  @EnumSource(Way.class)
  void whoIsCutForMemoryLeavesNothingWaiting(Way way) throws Exception {
    try (Deaf deaf = new Deaf(way).login()) {
      ClientConnection connection = deaf.connection;
      Frame large = Frame.of(Command.ERROR, Headers.EMPTY, "x".repeat(16 << 20));
      connection.loop().submit(() -> connection.send(large)).get();
      connection.loop().submit(() -> connection.close(CloseReason.SLOW_CLIENT, "slow")).get();
      assertTrue(connection.loop().submit(connection::pendingBytes).get() > 0, "may still read");
      connection.loop().submit(() -> connection.close(CloseReason.MEMORY, "full")).get();
      assertEquals(0, connection.loop().submit(connection::pendingBytes).get());
    }
    try (Deaf deaf = new Deaf(way).login()) {
      ClientConnection connection = deaf.connection;
      Frame large = Frame.of(Command.ERROR, Headers.EMPTY, "x".repeat(16 << 20));
      connection.loop().submit(() -> connection.send(large)).get();
      connection.loop().submit(() -> connection.close(CloseReason.MEMORY, "full")).get();
      assertEquals(0, connection.loop().submit(connection::pendingBytes).get());
    }
  }
}
