package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.session.Peer;
import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose word is taken about a client's address (security.md T32). */
class ProxyTransportTest {
  private static final AddressRanges LOOPBACK = AddressRanges.of(List.of("127.0.0.0/8", "::1"));
  private static final AddressRanges OTHERS = AddressRanges.of(List.of("192.0.2.0/24"));
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";
  private static final byte[] V2 = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };

  private final TransportFixture relay = new TransportFixture();

  @AfterEach
  void stop() {
    relay.close();
  }

  private InetSocketAddress tcp(AddressRanges trusted) {
    return relay.listen(
        new TcpListener(
            "stomp",
            TransportFixture.anyPort(),
            null,
            new ProxySettings(trusted, AddressRanges.NONE)));
  }

  private Peer peer() throws InterruptedException {
    return EchoSessions.next(relay.sessions.peers);
  }

  private static byte[] v2(int command, int family, int... rest) {
    byte[] header = Arrays.copyOf(V2, 16 + rest.length);
    header[12] = (byte) (0x20 | command);
    header[13] = (byte) family;
    header[15] = (byte) rest.length;
    for (int i = 0; i < rest.length; i++) {
      header[16 + i] = (byte) rest[i];
    }
    return header;
  }

  @Test
  void believesVersion1OfATrustedNeighbour() throws InterruptedException {
    try (RawHttp client = RawHttp.connect(tcp(LOOPBACK))) {
      client.send("PROXY TCP4 203.0.113.9 127.0.0.1 4711 61613\r\n" + CONNECT);
      assertTrue(client.text(9).equals("CONNECTED"));
      Peer peer = peer();
      assertEquals("203.0.113.9", peer.address().getAddress().getHostAddress());
      assertEquals(4711, peer.address().getPort());
      assertFalse(peer.local());
    }
  }

  @Test
  void believesItInFrontOfHttpToo() throws InterruptedException {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of());
    InetSocketAddress address =
        relay.listen(
            new HttpListener(
                "http",
                plain.address(),
                null,
                new ProxySettings(LOOPBACK, AddressRanges.NONE),
                plain.limits(),
                HostNames.ANY,
                plain.origins(),
                plain.webSocketPaths(),
                plain.webSocket(),
                plain.sockJs(),
                plain.pages()));
    try (RawHttp http = RawHttp.connect(address)) {
      http.send("PROXY TCP6 2001:db8::9 ::1 4711 80\r\n");
      assertEquals(101, RawWebSocket.over(http, "/ws").handshake().status());
      assertEquals("2001:db8:0:0:0:0:0:9", peer().address().getAddress().getHostAddress());
    }
  }

  @Test
  void believesVersion2OfATrustedNeighbour() throws InterruptedException {
    try (RawHttp client = RawHttp.connect(tcp(LOOPBACK))) {
      client.send(v2(1, 0x11, 203, 0, 113, 9, 127, 0, 0, 1, 0x12, 0x67, 0xf0, 0xad));
      assertEquals("CONNECTED", client.send(CONNECT).text(9));
      assertEquals("203.0.113.9", peer().address().getAddress().getHostAddress());
    }
  }

  @Test
  void keepsTheNeighboursAddressForItsHealthChecks() throws InterruptedException {
    InetSocketAddress address = tcp(LOOPBACK);
    try (RawHttp client = RawHttp.connect(address)) {
      client.send(v2(0, 0));
      assertEquals("CONNECTED", client.send(CONNECT).text(9));
      assertNeighbour(peer());
    }
    try (RawHttp client = RawHttp.connect(address)) {
      assertEquals("CONNECTED", client.send("PROXY UNKNOWN\r\n" + CONNECT).text(9));
      assertNeighbour(peer());
    }
  }

  /** Its address, but nobody of this machine: nobody knows who is behind it. */
  private static void assertNeighbour(Peer peer) {
    assertEquals("127.0.0.1", peer.address().getAddress().getHostAddress());
    assertFalse(peer.local());
  }

  @Test
  void wantsTheHeaderOfATrustedNeighbour() {
    InetSocketAddress address = tcp(LOOPBACK);
    try (RawHttp client = RawHttp.connect(address)) {
      assertEquals("", client.send(CONNECT).rest());
    }
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] junk = new byte[300];
      random.nextBytes(junk);
      if (i % 2 == 0) {
        System.arraycopy(V2, 0, junk, 0, V2.length);
      }
      try (RawHttp client = RawHttp.connect(address)) {
        client.send(junk);
        client.finish();
        client.rest();
      }
    }
  }

  @Test
  void believesNobodyElse() throws InterruptedException {
    try (RawHttp client = RawHttp.connect(tcp(OTHERS))) {
      client.send("PROXY TCP4 203.0.113.9 127.0.0.1 4711 61613\r\n" + CONNECT);
      assertTrue(client.rest().startsWith("ERROR"));
      assertTrue(peer().local());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "true, 203.0.113.9, 203.0.113.9",
    "true, '198.51.100.1, 203.0.113.9', 203.0.113.9",
    "true, '203.0.113.9, 127.0.0.1', 203.0.113.9",
    "true, '203.0.113.9:4711', 203.0.113.9",
    "true, '[2001:db8::1]:4711', 2001:db8:0:0:0:0:0:1",
    "true, 'evil, 203.0.113.9', 203.0.113.9",
    "true, evil, 127.0.0.1",
    "true, '', 127.0.0.1",
    "false, 203.0.113.9, 127.0.0.1",
  })
  void believesForwardedForOfTrustedNeighboursOnly(boolean trusted, String header, String client)
      throws InterruptedException {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of());
    InetSocketAddress address =
        relay.listen(
            new HttpListener(
                "http",
                plain.address(),
                null,
                new ProxySettings(AddressRanges.NONE, trusted ? LOOPBACK : OTHERS),
                plain.limits(),
                HostNames.ANY,
                plain.origins(),
                plain.webSocketPaths(),
                plain.webSocket(),
                plain.sockJs(),
                plain.pages()));
    try (RawWebSocket socket =
        RawWebSocket.open(
            address, "/ws", "X-Forwarded-For: " + header, "X-Forwarded-Proto: https")) {
      Peer peer = peer();
      assertEquals(client, peer.address().getAddress().getHostAddress());
      assertEquals(trusted, peer.encrypted());
      assertEquals(101, socket.handshake().status());
    }
  }
}
