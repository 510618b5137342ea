package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who counts as a client of this machine and may come in without credentials, and by which names
 * the HTTP listener is called: no page of another site by DNS (rebinding), nobody by a proxy that
 * runs beside the relay.
 */
class ThisMachineTest {
  private static final String REFUSED = "relay's own machine only";

  private static String connect(LoneRelay relay, String... headers) {
    try (RawWebSocket socket = RawWebSocket.open(relay.address("http"), "/ws", headers)) {
      return socket.text(LoneRelay.CONNECT).readText();
    }
  }

  private static int status(LoneRelay relay, String path, String... headers) {
    RawResponse response = RawHttp.exchange(relay.address("http"), RawHttp.get(path, headers));
    return response.status();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:8080",
        "LOCALHOST.",
        "chat.localhost",
        "127.0.0.1:8080",
        "127.0.0.7",
        "[::1]:8080"
      })
  void loopbackNamesAreThisMachines(String host) throws Exception {
    try (LoneRelay relay = LoneRelay.start()) {
      assertTrue(connect(relay, "Host: " + host).startsWith("CONNECTED"), host);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:42080",
        "localhost.evil.example",
        "evil.example:80:localhost",
        "evillocalhost",
        "localhost, evil.example",
        "127.0.0.1.evil.example",
        "0.0.0.0",
        "192.0.2.1",
        "[::1].evil.example",
        ""
      })
  void anotherNameOnLoopbackIsRefused(String host) throws Exception {
    try (LoneRelay relay = LoneRelay.start()) {
      for (String path : List.of("/ws", "/coco/info", "/coco/iframe.html", "/")) {
        assertEquals(421, status(relay, path, "Host: " + host), path);
      }
      assertEquals(
          421,
          RawHttp.exchange(
                  relay.address("http"),
                  RawWebSocket.request("/ws", "Host: " + host, "Origin: http://" + host))
              .status());
    }
  }

  @Test
  void theHostsOfOriginsAreKnownOnLoopback() throws Exception {
    try (LoneRelay relay =
        LoneRelay.start("http.origins=https://chat.example,http://*.shop.example:[3000,3001]")) {
      assertEquals(200, status(relay, "/coco/info", "Host: chat.example"));
      assertEquals(200, status(relay, "/coco/info", "Host: a.b.shop.example:1"));
      assertEquals(200, status(relay, "/coco/info", "Host: localhost"));
      assertEquals(421, status(relay, "/coco/info", "Host: shop.example"));
      assertTrue(connect(relay, "Host: chat.example").contains(REFUSED));
    }
  }

  @Test
  void hostsThatAreSetAreTheOnlyOnes() throws Exception {
    try (LoneRelay relay =
        LoneRelay.start("http.bind=0.0.0.0", "http.hosts=chat.example,*.shop.example,192.0.2.7")) {
      for (String host :
          List.of("chat.example", "CHAT.example.:1", "a.shop.example", "192.0.2.7")) {
        assertEquals(200, status(relay, "/coco/info", "Host: " + host), host);
      }
      for (String host : List.of("evil.example", "localhost", "127.0.0.1", "192.0.2.8")) {
        assertEquals(421, status(relay, "/coco/info", "Host: " + host), host);
      }
    }
  }

  /** Served, but no way in without credentials. */
  @Test
  void elsewhereEveryNameIsServedAndNoneIsThisMachines() throws Exception {
    try (LoneRelay relay = LoneRelay.start("http.bind=0.0.0.0")) {
      assertTrue(connect(relay, "Host: evil.example").contains(REFUSED));
      assertTrue(connect(relay, "Host: 192.0.2.1").contains(REFUSED));
      assertTrue(connect(relay, "Host: localhost").startsWith("CONNECTED"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 9.9.9.9",
        "X-Forwarded-For: 127.0.0.1",
        "X-Forwarded-For:",
        "x-forwarded-host: localhost",
        "Forwarded: for=127.0.0.1",
        "Via: 1.1 proxy",
        "X-Real-IP: 127.0.0.1",
        "X-Client-IP: 127.0.0.1",
        "CF-Connecting-IP: 127.0.0.1",
        "True-Client-IP: 127.0.0.1",
        "X-Original-Forwarded-For: 127.0.0.1"
      })
  void whoComesByAProxyIsNotOfThisMachine(String header) throws Exception {
    try (LoneRelay relay = LoneRelay.start()) {
      assertTrue(connect(relay, header).contains(REFUSED), header);
      try (RawHttp http = relay.http()) {
        http.send(RawHttp.post("/coco/1/a/xhr", "", header));
        assertEquals("o\n", http.response().body());
        http.send(
            RawHttp.post("/coco/1/a/xhr_send", LoneRelay.CONNECT_JSON, header)
                + RawHttp.post("/coco/1/a/xhr", "", header));
        assertEquals(204, http.response().status());
        assertTrue(http.response().body().contains("own machine only"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "garbage", "9.9.9.9, unknown", "0x7f.1", "127.0.0.1", "127.0.0.1, 127.0.0.1"})
  void norIsWhoComesByATrustedProxyThatSaysNothing(String client) throws Exception {
    List<String> headers = new ArrayList<>();
    if (!client.isEmpty()) {
      headers.add("X-Forwarded-For: " + client);
    }
    try (LoneRelay relay = LoneRelay.start("http.trusted-proxies=127.0.0.1")) {
      assertTrue(connect(relay, headers.toArray(new String[0])).contains(REFUSED), client);
    }
  }

  @Test
  void norIsWhoComesByTheProxyProtocol() throws Exception {
    try (LoneRelay relay =
        LoneRelay.start("stomp.proxy-protocol=true", "proxy-protocol.trusted=127.0.0.1")) {
      for (byte[] header :
          List.of(
              "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII),
              "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n".getBytes(StandardCharsets.US_ASCII),
              v2(0, 0, 0),
              v2(1, 0, 0),
              v2(1, 0x31, 216))) {
        try (RawHttp socket = RawHttp.connect(relay.address("stomp"))) {
          socket.send(header).send(LoneRelay.CONNECT);
          assertTrue(socket.rest().contains(REFUSED), Arrays.toString(header));
        }
      }
    }
  }

  /** Version 2: command 0 is LOCAL, family 0 unknown, 0x31 a UNIX socket. */
  private static byte[] v2(int command, int family, int length) {
    byte[] signature = {0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a};
    byte[] header = Arrays.copyOf(signature, 16 + length);
    header[12] = (byte) (0x20 | command);
    header[13] = (byte) family;
    header[15] = (byte) length;
    return header;
  }
}
