package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sockjs.md 1.1: which paths there are, exactly as they stand. */
class SockJsUrlTest extends ConformanceTest {
  @ParameterizedTest
  @ValueSource(strings = {"/echo", "/echo/", "/a/b/coco", "/a/b/coco/"})
  void greetsAtTheBaseUrl(String path) {
    RawResponse response = get(path);
    assertEquals(200, response.status());
    assertEquals("text/plain; charset=UTF-8", response.header("Content-Type"));
    assertEquals("Welcome to SockJS!\n", response.body());
    assertNull(response.header("Set-Cookie"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/echo/a",
        "/echo/a.html",
        "/echo//",
        "/echo///",
        "/echo/a/a",
        "/echo/a/a/",
        "/echo/a",
        "/echo/a/",
        "/echo//a/xhr",
        "/echo/a//xhr",
        "/echo///xhr",
        "/echo/a./a/xhr",
        "/echo/a/a./xhr",
        "/echo/./x/xhr",
        "/echo/../x/xhr",
        "/echo/a/a/nonsense",
        "/echo/a/a/xhr//",
        "/echo/iframe.htm",
        "/echo/iframe",
        "/echo/IFRAME.HTML",
        "/echo/iframe.HTML",
        "/echo/iframe.xml",
        "/echo/iframe-/.html",
        "/ech",
        "/echoo",
        "/"
      })
  void knowsNothingElse(String path) {
    assertEquals(404, get(path).status(), "GET");
    assertEquals(404, post(path, "").status(), "POST");
  }

  @Test
  void ignoresTheServerPartAndTakesPercentEscapes() {
    String id = "abcdefgh_i-j%20" + System.nanoTime();
    assertEquals("o\n", post("/echo/000/" + id + "/xhr", "").body());
    assertEquals(204, post("/echo/999%20z/" + id + "/xhr_send", "[\"x\"]").status());
    assertEquals("a[\"x\"]\n", post("/echo/abc/" + id + "/xhr", "").body());
  }

  @Test
  void takesATrailingSlashOnEveryRoute() {
    String session = session("/echo");
    assertEquals(200, get("/echo/info/").status());
    assertEquals(200, get("/echo/iframe.html/").status());
    assertEquals("o\n", post(session + "/xhr/", "").body());
    assertEquals(204, post(session + "/xhr_send/", "[]").status());
  }

  @Test
  void isNotConfusedByAnUpgradeOnAPollingUrl() {
    String[] upgrade = {"Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"};
    assertEquals("o\n", post(session("/echo") + "/xhr", "", upgrade).body());
    assertEquals(405, get(session("/echo") + "/xhr_streaming", upgrade).status());
    assertEquals("/**/x(\"o\");\r\n", get(session("/echo") + "/jsonp?c=x", upgrade).body());
    assertEquals(200, get("/echo", upgrade).status());
  }

  @Test
  void answersAWrongMethodWith405() {
    String session = session("/echo");
    assertWrongMethod(request("POST", "/echo"), "GET");
    assertWrongMethod(request("POST", "/echo/info"), "OPTIONS, GET");
    assertWrongMethod(request("PUT", "/echo/iframe.html"), "GET");
    assertWrongMethod(request("GET", session + "/xhr"), "OPTIONS, POST");
    assertWrongMethod(request("DELETE", session + "/xhr_streaming"), "OPTIONS, POST");
    assertWrongMethod(request("GET", session + "/xhr_send"), "OPTIONS, POST");
    assertWrongMethod(request("POST", session + "/eventsource"), "GET");
    assertWrongMethod(request("POST", session + "/htmlfile?c=x"), "GET");
    assertWrongMethod(request("POST", session + "/jsonp?c=x"), "GET");
    assertWrongMethod(request("GET", session + "/jsonp_send"), "POST");
    assertWrongMethod(request("POST", session + "/websocket"), "GET");
    assertWrongMethod(
        RawHttp.exchange(
            server.address(),
            RawWebSocket.request(session + "/websocket").replace("GET ", "POST ")),
        "GET");
  }

  private static void assertWrongMethod(RawResponse response, String allowed) {
    assertEquals(405, response.status());
    assertEquals(allowed, response.header("Allow"));
    assertNull(response.header("Content-Type"));
    assertEquals("", response.body());
  }
}
