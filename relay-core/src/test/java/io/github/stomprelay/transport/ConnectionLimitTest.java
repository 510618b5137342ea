package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.transport.http.AddressRanges;
import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose connections are counted where proxies stand in front. */
class ConnectionLimitTest {
  private static final AddressRanges LOOPBACK = AddressRanges.of(List.of("127.0.0.0/8", "::1"));
  private static final String CONNECT = "CONNECT\naccept-version:1.2\n\n\0";

  private final TransportFixture relay = new TransportFixture(onePerAddress());

  private static TransportSettings onePerAddress() {
    TransportSettings base = TransportSettings.DEFAULT;
    return new TransportSettings(
        base.connecting(),
        base.connected(),
        base.maxConnections(),
        1,
        base.connects(),
        base.connectsPerAddress(),
        base.replaceNul(),
        base.strictEscapes(),
        base.trailingLf(),
        base.tokens(),
        base.responseHeaders(),
        base.tokenExpiredCode(),
        base.closeTimeout(),
        base.backlog(),
        base.keepAlive());
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private InetSocketAddress http(AddressRanges forwarders) {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of());
    return relay.listen(
        new HttpListener(
            "http",
            plain.address(),
            null,
            new ProxySettings(AddressRanges.NONE, forwarders),
            plain.limits(),
            HostNames.ANY,
            plain.origins(),
            plain.webSocketPaths(),
            plain.webSocket(),
            plain.sockJs(),
            plain.pages()));
  }

  @Test
  void countsByTheAddressThatTheProxyProtocolTells() {
    InetSocketAddress address =
        relay.listen(
            new TcpListener(
                "stomp",
                TransportFixture.anyPort(),
                null,
                new ProxySettings(LOOPBACK, AddressRanges.NONE)));
    String first = "PROXY TCP4 203.0.113.9 127.0.0.1 4711 61613\r\n";
    String second = "PROXY TCP4 203.0.113.10 127.0.0.1 4711 61613\r\n";
    try (RawHttp one = RawHttp.connect(address);
        RawHttp other = RawHttp.connect(address);
        RawHttp again = RawHttp.connect(address)) {
      assertEquals("CONNECTED", one.send(first + CONNECT).text(9));
      assertEquals("CONNECTED", other.send(second + CONNECT).text(9));
      assertEquals("", again.send(first + CONNECT).rest());
    }
  }

  @Test
  void doesNotCountTheSocketsOfAProxyThatForwardsManyClients() {
    InetSocketAddress address = http(LOOPBACK);
    try (RawWebSocket one = RawWebSocket.open(address, "/ws");
        RawWebSocket other = RawWebSocket.open(address, "/ws")) {
      assertEquals(101, one.handshake().status());
      assertEquals(101, other.handshake().status());
    }
  }

  @Test
  void countsTheSocketsOfEverybodyElse() {
    InetSocketAddress address = http(AddressRanges.NONE);
    try (RawWebSocket one = RawWebSocket.open(address, "/ws");
        RawHttp other = RawHttp.connect(address)) {
      assertEquals(101, one.handshake().status());
      assertEquals("", other.rest());
    }
  }
}
