package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.session.ClientConnection;
import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.task.InternalErrors;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection whose close throws is closed all the same, and its session ends. */
class BrokenCloseTest {
  private final TransportFixture relay = new TransportFixture(closeThrows());

  @AfterEach
  void stop() {
    relay.close();
  }

  /** So long that it is no number of nanoseconds. */
  private static TransportSettings closeThrows() {
    TransportSettings base = TransportSettings.DEFAULT;
    return new TransportSettings(
        base.connecting(),
        base.connected(),
        base.maxConnections(),
        base.maxConnectionsPerAddress(),
        base.connects(),
        base.connectsPerAddress(),
        base.replaceNul(),
        base.strictEscapes(),
        base.trailingLf(),
        base.tokens(),
        base.responseHeaders(),
        base.tokenExpiredCode(),
        Duration.ofSeconds(Long.MAX_VALUE),
        base.backlog(),
        base.keepAlive());
  }

  private static long errors() {
    return InternalErrors.counts().getOrDefault("transport.close", 0L);
  }

  private void endsAllTheSame(RawHttp socket) throws Exception {
    long before = errors();
    ClientConnection connection = EchoSessions.next(relay.sessions.connections);
    connection.loop().submit(() -> connection.close(CloseReason.OPERATOR, "bye")).get();
    socket.rest();
    assertEquals(CloseReason.OPERATOR, EchoSessions.next(relay.sessions.closed));
    assertEquals(1, errors() - before);
  }

  @Test
  void overTcp() throws Exception {
    InetSocketAddress tcp = relay.listen(TcpListener.plain(TransportFixture.anyPort()));
    try (RawHttp socket = RawHttp.connect(tcp)) {
      endsAllTheSame(socket);
    }
  }

  @Test
  void overAWebSocket() throws Exception {
    InetSocketAddress http =
        relay.listen(HttpListener.plain(TransportFixture.anyPort(), List.of("/coco")));
    try (RawWebSocket socket = RawWebSocket.open(http, "/ws")) {
      endsAllTheSame(socket.http());
    }
  }
}
