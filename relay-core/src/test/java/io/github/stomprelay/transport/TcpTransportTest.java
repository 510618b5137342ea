package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.session.CloseReason;
import io.github.stomprelay.session.Peer;
import io.github.stomprelay.stomp.FrameLimits;
import io.github.stomprelay.transport.http.RawHttp;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** STOMP right on the socket. */
class TcpTransportTest {
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
  private static final String CONNECTED = "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0\n";

  private static String send(String destination, String body) {
    return "SEND\ndestination:" + destination + "\n\n" + body + "\0";
  }

  private static String message(String destination, int id, String body) {
    return "MESSAGE\nsubscription:s\ndestination:"
        + destination
        + "\nmessage-id:"
        + id
        + "\nredelivered:false\ncontent-length:"
        + body.length()
        + "\n\n"
        + body
        + "\0\n";
  }

  @Test
  void carriesFramesBothWays() throws Exception {
    try (TransportFixture relay = new TransportFixture();
        RawHttp client =
            RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
      client.send(CONNECT + send("/a", "one") + send("/b", "two"));
      String expected = CONNECTED + message("/a", 0, "one") + message("/b", 1, "two");
      assertEquals(expected, client.text(expected.length()));
      assertEquals("0", EchoSessions.next(relay.sessions.written));
      Peer peer = EchoSessions.next(relay.sessions.peers);
      assertEquals("tcp", peer.transport());
      assertTrue(peer.local());
      assertFalse(peer.splitsOnNul());
      assertEquals(1L, relay.server.snapshot().open().get("tcp"));
      assertTrue(relay.server.snapshot().bytesIn() >= CONNECT.length());
      assertTrue(relay.server.snapshot().bytesOut() >= expected.length());
    }
  }

  @Test
  void takesFramesByteByByte() {
    try (TransportFixture relay = new TransportFixture();
        RawHttp client =
            RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
      for (char c : (CONNECT + send("/a", "x")).toCharArray()) {
        client.send(String.valueOf(c));
      }
      String expected = CONNECTED + message("/a", 0, "x");
      assertEquals(expected, client.text(expected.length()));
    }
  }

  @Test
  void sendsAHeartBeat() {
    try (TransportFixture relay = new TransportFixture();
        RawHttp client =
            RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
      client.send(CONNECT + send("/beat", "x"));
      String expected = CONNECTED + "\n" + message("/beat", 0, "x");
      assertEquals(expected, client.text(expected.length()));
    }
  }

  @Test
  void flushesTheReceiptBeforeItCloses() throws Exception {
    try (TransportFixture relay = new TransportFixture()) {
      try (RawHttp client =
          RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
        client.send(CONNECT + "DISCONNECT\nreceipt:r\n\n\0" + send("/late", "x"));
        assertEquals(CONNECTED + "RECEIPT\nreceipt-id:r\n\n\0\n", client.rest());
      }
      assertEquals(CloseReason.DISCONNECT, EchoSessions.next(relay.sessions.closed));
    }
  }

  @Test
  void tellsWhenTheClientIsGone() throws Exception {
    try (TransportFixture relay = new TransportFixture()) {
      try (RawHttp client =
          RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
        client.send(CONNECT);
        client.text(CONNECTED.length());
      }
      assertEquals(CloseReason.CLIENT_GONE, EchoSessions.next(relay.sessions.closed));
      assertEquals(0L, relay.server.snapshot().open().get("tcp"));
    }
  }

  @Test
  void answersWhatIsNotStompAndCloses() throws Exception {
    try (TransportFixture relay = new TransportFixture()) {
      InetSocketAddress address = relay.listen(TcpListener.plain(TransportFixture.anyPort()));
      for (String foreign :
          new String[] {"GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001\u0002\u0000"}) {
        try (RawHttp client = RawHttp.connect(address)) {
          assertTrue(client.send(foreign).rest().contains("STOMP port"), foreign);
        }
        assertEquals(CloseReason.PROTOCOL_ERROR, EchoSessions.next(relay.sessions.closed));
      }
    }
  }

  @Test
  void holdsFramesBeforeLoginSmall() throws Exception {
    try (TransportFixture relay = new TransportFixture();
        RawHttp client =
            RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
      client.send("CONNECT\nx:" + "y".repeat(FrameLimits.CONNECTING.frameBytes()) + "\n\n\0");
      assertTrue(client.rest().startsWith("ERROR\nmessage:Frame too large"));
      assertEquals(CloseReason.FRAME_TOO_LARGE, EchoSessions.next(relay.sessions.closed));
    }
  }

  @Test
  void allowsLargeFramesAfterLogin() {
    try (TransportFixture relay = new TransportFixture();
        RawHttp client =
            RawHttp.connect(relay.listen(TcpListener.plain(TransportFixture.anyPort())))) {
      client.send(CONNECT);
      client.text(CONNECTED.length());
      String body = "z".repeat(1 << 20);
      client.send(send("/large", body));
      String expected = message("/large", 0, body);
      assertEquals(expected, client.text(expected.length()));
    }
  }

  @Test
  void refusesConnectionsBeyondTheLimits() {
    TransportSettings base = TransportSettings.DEFAULT;
    TransportSettings two =
        new TransportSettings(
            base.connecting(),
            base.connected(),
            3,
            2,
            base.connects(),
            base.connectsPerAddress(),
            true,
            false,
            true,
            RequestCredentials.NONE,
            Map.of(),
            4001,
            Duration.ofSeconds(1),
            16,
            true);
    try (TransportFixture relay = new TransportFixture(two)) {
      InetSocketAddress address = relay.listen(TcpListener.plain(TransportFixture.anyPort()));
      try (RawHttp first = RawHttp.connect(address);
          RawHttp second = RawHttp.connect(address)) {
        assertEquals(CONNECTED, first.send(CONNECT).text(CONNECTED.length()));
        assertEquals(CONNECTED, second.send(CONNECT).text(CONNECTED.length()));
        try (RawHttp third = RawHttp.connect(address)) {
          assertEquals("", third.rest());
        }
        assertEquals(1L, relay.server.snapshot().refused().get("address"));
      }
    }
  }

  @Test
  void saysWhyItCannotListen() {
    try (TransportFixture relay = new TransportFixture()) {
      InetSocketAddress taken = relay.listen(TcpListener.plain(TransportFixture.anyPort()));
      CompletionException failure =
          assertThrows(CompletionException.class, () -> relay.listen(TcpListener.plain(taken)));
      BindException cause = assertInstanceOf(BindException.class, failure.getCause());
      String message = String.valueOf(cause.getMessage());
      assertTrue(message.contains(String.valueOf(taken.getPort())), message);
      assertTrue(message.contains("another program may have the port"), message);
    }
  }

  @Test
  void saysThatItsNameIsUnknown() {
    try (TransportFixture relay = new TransportFixture()) {
      InetSocketAddress unknown = InetSocketAddress.createUnresolved("nowhere.invalid", 61613);
      CompletionException failure =
          assertThrows(CompletionException.class, () -> relay.listen(TcpListener.plain(unknown)));
      assertEquals(
          "cannot listen on nowhere.invalid:61613 (stomp): no address is known for this name;"
              + " correct it, or give an address",
          assertInstanceOf(BindException.class, failure.getCause()).getMessage());
    }
  }
}
