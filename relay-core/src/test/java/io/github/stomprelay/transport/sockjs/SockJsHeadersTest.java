package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import org.junit.jupiter.api.Test;

/** sockjs.md 1.2 and 1.11: caching, CORS, HTTP versions, the cookie. */
class SockJsHeadersTest extends ConformanceTest {
  @Test
  void forbidsToKeepWhatIsFresh() {
    String session = session("/echo");
    assertFresh(get("/echo/info"));
    assertFresh(post(session + "/xhr", ""));
    assertFresh(post(session + "/xhr_send", "[]"));
    assertFresh(get(session("/echo") + "/jsonp?c=x"));
    try (RawHttp http = connect()) {
      assertFresh(http.send(RawHttp.get(session("/echo") + "/eventsource")).head());
    }
    try (RawHttp http = connect()) {
      assertFresh(http.send(RawHttp.get(session("/echo") + "/htmlfile?c=x")).head());
    }
    try (RawHttp http = connect()) {
      assertFresh(http.send(RawHttp.post(session("/echo") + "/xhr_streaming", "")).head());
    }
  }

  private static void assertFresh(RawResponse response) {
    assertEquals(NO_CACHE, response.header("Cache-Control"));
    assertNull(response.header("Expires"));
    assertNull(response.header("Last-Modified"));
  }

  @Test
  void echoesTheOriginWithCredentials() {
    for (String origin : new String[] {"http://page.example", "null"}) {
      String header = "Origin: " + origin;
      for (RawResponse response :
          new RawResponse[] {
            get("/echo/info", header),
            post(session("/echo") + "/xhr", "", header),
            post(opened("/echo") + "/xhr_send", "[]", header),
            head(RawHttp.post(session("/echo") + "/xhr_streaming", "", header)),
            head(RawHttp.get(session("/echo") + "/eventsource", header)),
          }) {
        assertEquals(origin, response.header("Access-Control-Allow-Origin"));
        assertEquals("true", response.header("Access-Control-Allow-Credentials"));
        assertEquals("Origin", response.header("Vary"));
      }
    }
  }

  private RawResponse head(String request) {
    try (RawHttp http = connect()) {
      return http.send(request).head();
    }
  }

  /** Scripts and frames cross origins without it. */
  @Test
  void sendsNoCorsHeadersWhereTheyMeanNothing() {
    for (String route : new String[] {"/jsonp?c=x", "/htmlfile?c=x"}) {
      RawResponse response = head(RawHttp.get(session("/echo") + route, "Origin: http://a.b"));
      assertEquals(200, response.status());
      assertNull(response.header("Access-Control-Allow-Origin"));
    }
  }

  @Test
  void allowsAnyOriginWithoutCredentialsWhenThereIsNone() {
    RawResponse response = get("/echo/info");
    assertEquals("*", response.header("Access-Control-Allow-Origin"));
    assertNull(response.header("Access-Control-Allow-Credentials"));
  }

  @Test
  void echoesTheHeadersThatAreAskedForAndNothingElse() {
    RawResponse asked =
        get("/echo/info", "Origin: http://a.b", "Access-Control-Request-Headers: a, b, c");
    assertEquals("a, b, c", asked.header("Access-Control-Allow-Headers"));
    RawResponse empty = get("/echo/info", "Origin: http://a.b", "Access-Control-Request-Headers:");
    assertNull(empty.header("Access-Control-Allow-Headers"));
    assertNull(get("/echo/info").header("Access-Control-Allow-Headers"));
  }

  @Test
  void answersPreflightRequests() {
    assertPreflight(request("OPTIONS", "/echo/info", "Origin: http://a.b"), "OPTIONS, GET");
    for (String route : new String[] {"/xhr", "/xhr_streaming", "/xhr_send"}) {
      assertPreflight(
          request("OPTIONS", session("/echo") + route, "Origin: http://a.b"), "OPTIONS, POST");
    }
  }

  private static void assertPreflight(RawResponse response, String methods) {
    assertEquals(204, response.status());
    assertEquals("", response.body());
    String caching = response.mustHave("Cache-Control");
    assertTrue(caching.contains("public") && caching.matches(".*max-age=[0-9]{7,}.*"), caching);
    assertNotNull(response.header("Expires"));
    assertTrue(Integer.parseInt(response.mustHave("Access-Control-Max-Age")) > 1_000_000);
    assertEquals(methods, response.header("Access-Control-Allow-Methods"));
    assertEquals("http://a.b", response.header("Access-Control-Allow-Origin"));
    assertEquals("true", response.header("Access-Control-Allow-Credentials"));
  }

  @Test
  void keepsAnHttp11ConnectionOpen() {
    String session = session("/echo");
    try (RawHttp http = connect()) {
      for (int i = 0; i < 3; i++) {
        RawResponse response = http.send(RawHttp.get("/echo")).response();
        assertEquals(200, response.status());
        assertNull(response.header("Connection"));
        assertEquals("19", response.header("Content-Length"));
      }
      assertEquals("o\n", http.send(RawHttp.post(session + "/xhr", "")).response().body());
      assertEquals(
          204, http.send(RawHttp.post(session + "/xhr_send", "[\"1\"]")).response().status());
      assertEquals("a[\"1\"]\n", http.send(RawHttp.post(session + "/xhr", "")).response().body());
    }
  }

  @Test
  void closesWhenTheClientAsksForIt() {
    try (RawHttp http = connect()) {
      RawResponse response = http.send(RawHttp.get("/echo", "Connection: close")).response();
      assertEquals("close", response.header("Connection"));
      assertEquals("", http.rest());
    }
  }

  @Test
  void speaksHttp10() {
    try (RawHttp http = connect()) {
      String request = "GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
      RawResponse first = http.send(request).response();
      assertNull(first.header("Transfer-Encoding"));
      assertEquals("keep-alive", first.header("Connection"));
      assertEquals("19", first.header("Content-Length"));
      assertEquals("Welcome to SockJS!\n", http.send(request).response().body());
    }
    try (RawHttp http = connect()) {
      RawResponse response = http.send("GET /echo HTTP/1.0\r\n\r\n").head();
      assertEquals("close", response.header("Connection"));
      assertEquals("Welcome to SockJS!\n", http.rest());
    }
  }

  @Test
  void streamsToHttp10UntilTheEnd() {
    try (RawHttp http = connect()) {
      String path = session("/close") + "/xhr_streaming";
      RawResponse head =
          http.send("POST " + path + " HTTP/1.0\r\nContent-Length: 0\r\n\r\n").head();
      assertNull(head.header("Transfer-Encoding"));
      assertNull(head.header("Content-Length"));
      assertEquals("h".repeat(2048) + "\no\nc[3000,\"Go away!\"]\n", http.rest());
    }
  }

  @Test
  void takesAPostWithoutLengthForAnEmptyOne() {
    try (RawHttp http = connect()) {
      String request = "POST " + session("/echo") + "/xhr HTTP/1.1\r\nHost: x\r\n\r\n";
      assertEquals("o\n", http.send(request).response().body());
    }
  }

  @Test
  void carriesTheCookieWhereItIsNeeded() {
    String session = session("/cookie_needed_echo");
    assertCookie("dummy", post(session + "/xhr", ""));
    assertCookie("dummy", post(session + "/xhr_send", "[]"));
    assertCookie("abcdef", post(session + "/xhr_send", "[]", "Cookie: JSESSIONID=abcdef"));
    assertCookie("dummy", get(session("/cookie_needed_echo") + "/jsonp?c=x"));
    for (String path : new String[] {"/eventsource", "/htmlfile?c=x"}) {
      try (RawHttp http = connect()) {
        assertCookie("dummy", http.send(RawHttp.get(session("/cookie_needed_echo") + path)).head());
      }
    }
    String jsonp = session("/cookie_needed_echo");
    get(jsonp + "/jsonp?c=x");
    assertCookie("dummy", post(jsonp + "/jsonp_send", "d=%5B%5D"));
  }

  private static void assertCookie(String value, RawResponse response) {
    assertEquals("JSESSIONID=" + value + "; path=/", response.header("Set-Cookie"));
  }

  @Test
  void carriesNoCookieElsewhere() {
    assertNull(get("/cookie_needed_echo/info").header("Set-Cookie"));
    assertNull(get("/cookie_needed_echo").header("Set-Cookie"));
    assertNull(get("/cookie_needed_echo/iframe.html").header("Set-Cookie"));
    assertNull(post(session("/echo") + "/xhr", "").header("Set-Cookie"));
  }
}
