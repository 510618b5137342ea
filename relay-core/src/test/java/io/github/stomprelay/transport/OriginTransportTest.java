package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.transport.http.HostNames;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A page that should not connect is refused on every way there is (security.md T3, T4). */
class OriginTransportTest {
  private static final String EVIL = "Origin: https://evil.example";
  private static final String GOOD = "Origin: https://chat.example";

  private final TransportFixture relay = new TransportFixture();
  private final InetSocketAddress address = listen();

  private InetSocketAddress listen() {
    HttpListener plain = HttpListener.plain(TransportFixture.anyPort(), List.of("/coco"));
    return relay.listen(
        new HttpListener(
            "http",
            plain.address(),
            null,
            ProxySettings.NONE,
            plain.limits(),
            HostNames.ANY,
            OriginPolicy.of(List.of("https://chat.example"), true),
            plain.webSocketPaths(),
            plain.webSocket(),
            plain.sockJs(),
            plain.pages()));
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  private RawResponse exchange(String request) {
    return RawHttp.exchange(address, request);
  }

  @Test
  void refusesAForeignPageEverywhere() {
    for (String request :
        new String[] {
          RawWebSocket.request("/ws", EVIL),
          RawWebSocket.request("/coco/1/a/websocket", EVIL),
          RawWebSocket.request("/coco/websocket", EVIL),
          RawHttp.get("/coco/info", EVIL),
          RawHttp.request("OPTIONS", "/coco/info", null, EVIL),
          RawHttp.post("/coco/1/a/xhr", "", EVIL),
          RawHttp.post("/coco/1/a/xhr_streaming", "", EVIL),
          RawHttp.post("/coco/1/a/xhr_send", "[]", EVIL),
          RawHttp.get("/coco/1/a/eventsource", EVIL),
          RawHttp.get("/coco/1/a/htmlfile?c=x", "Referer: https://evil.example/page"),
          RawHttp.get("/coco/1/a/jsonp?c=x", "Sec-Fetch-Site: cross-site"),
          RawHttp.post("/coco/1/a/jsonp_send", "d=%5B%5D", "Origin: null"),
          RawHttp.get("/coco/iframe.html", "Referer: https://evil.example/page"),
        }) {
      RawResponse response = exchange(request);
      assertEquals(403, response.status(), request);
      assertNull(response.header("Access-Control-Allow-Origin"));
    }
    assertEquals(13L, relay.server.snapshot().refused().get("origin"));
  }

  @Test
  void letsAnAllowedPageInWithItsCredentials() {
    RawResponse info = exchange(RawHttp.get("/coco/info", GOOD));
    assertEquals(200, info.status());
    assertEquals("https://chat.example", info.header("Access-Control-Allow-Origin"));
    assertEquals("true", info.header("Access-Control-Allow-Credentials"));
    RawWebSocket.open(address, "/ws", GOOD).close();
    RawWebSocket.open(address, "/coco/1/a/websocket", GOOD).close();
    RawResponse iframe =
        exchange(RawHttp.get("/coco/iframe.html", "Referer: https://chat.example/page"));
    assertEquals(200, iframe.status());
    assertEquals(
        "frame-ancestors 'self' https://chat.example", iframe.header("Content-Security-Policy"));
  }
}
