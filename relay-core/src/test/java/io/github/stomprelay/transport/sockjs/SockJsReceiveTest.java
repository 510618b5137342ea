package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sockjs.md 1.5 and 1.7: frames, their framing chunk by chunk, and rollover. */
class SockJsReceiveTest extends ConformanceTest {
  private static final String SCRIPT = "application/javascript; charset=UTF-8";

  private static final String HTML_HEAD =
      """
      <!doctype html>
      <html><head>
        <meta http-equiv="X-UA-Compatible" content="IE=edge" />
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8" />
      </head><body><h2>Don't panic!</h2>
        <script>
          document.domain = document.domain;
          var c = parent.callback;
          c.start();
          function p(d) {c.message(d);};
          window.onload = function() {c.stop();};
        </script>\
      """;

  @Test
  void pollsOneFrameWithEachRequest() {
    String session = session("/echo");
    RawResponse opening = post(session + "/xhr", "");
    assertEquals("o\n", opening.body());
    assertEquals(SCRIPT, opening.header("Content-Type"));
    post(session + "/xhr_send", "[\"a\",\"b\"]");
    post(session + "/xhr_send", "[\"c\"]");
    assertEquals("a[\"a\",\"b\",\"c\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void answersAWaitingPollWhenAMessageComes() {
    String session = opened("/echo");
    try (RawHttp poll = connect()) {
      poll.send(RawHttp.post(session + "/xhr", ""));
      post(session + "/xhr_send", "[\"x\"]");
      assertEquals("a[\"x\"]\n", poll.response().body());
    }
  }

  @Test
  void streamsByXhr() {
    String session = session("/echo");
    try (RawHttp stream = connect()) {
      RawResponse head = stream.send(RawHttp.post(session + "/xhr_streaming", "")).head();
      assertEquals(200, head.status());
      assertEquals(SCRIPT, head.header("Content-Type"));
      assertEquals("no", head.header("X-Accel-Buffering"));
      assertEquals("h".repeat(2048) + "\n", stream.chunk());
      assertEquals("o\n", stream.chunk());
      post(session + "/xhr_send", "[\"x\"]");
      assertEquals("a[\"x\"]\n", stream.chunk());
      post(session + "/xhr_send", "[\"y\"]");
      assertEquals("a[\"y\"]\n", stream.chunk());
    }
  }

  @Test
  void streamsByEventSource() {
    String session = session("/echo");
    try (RawHttp stream = connect()) {
      RawResponse head = stream.send(RawHttp.get(session + "/eventsource")).head();
      assertEquals("text/event-stream", head.header("Content-Type"));
      assertEquals("\r\n", stream.chunk());
      assertEquals("data: o\r\n\r\n", stream.chunk());
      post(session + "/xhr_send", "[\"100%41\"]");
      assertEquals("data: a[\"100%2541\"]\r\n\r\n", stream.chunk());
      post(session + "/xhr_send", "[\"  \\u0000\\n\\r \"]");
      assertEquals("data: a[\"  \\u0000\\n\\r \"]\r\n\r\n", stream.chunk());
    }
  }

  @Test
  void streamsByHtmlFile() {
    String session = session("/echo");
    try (RawHttp stream = connect()) {
      RawResponse head = stream.send(RawHttp.get(session + "/htmlfile?c=%63allback")).head();
      assertEquals("text/html; charset=UTF-8", head.header("Content-Type"));
      String prelude = stream.chunk();
      assertEquals(HTML_HEAD, prelude.strip());
      assertTrue(prelude.length() > 1024 && prelude.endsWith("\r\n\r\n"));
      assertEquals("<script>\np(\"o\");\n</script>\r\n", stream.chunk());
      post(session + "/xhr_send", "[\"x\"]");
      assertEquals("<script>\np(\"a[\\\"x\\\"]\");\n</script>\r\n", stream.chunk());
      post(session + "/xhr_send", "[\"</script>\"]");
      assertEquals("<script>\np(\"a[\\\"\\u003c/script>\\\"]\");\n</script>\r\n", stream.chunk());
    }
  }

  @Test
  void pollsByJsonp() {
    String session = session("/echo");
    RawResponse opening = get(session + "/jsonp?c=%63allback");
    assertEquals("/**/callback(\"o\");\r\n", opening.body());
    assertEquals(SCRIPT, opening.header("Content-Type"));
    assertEquals("nosniff", opening.header("X-Content-Type-Options"));
    post(session + "/xhr_send", "[\"x\"]");
    assertEquals("/**/x(\"a[\\\"x\\\"]\");\r\n", get(session + "/jsonp?callback=x").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/jsonp", "/htmlfile"})
  void wantsACallbackThatIsAName(String route) {
    RawResponse missing = get(session("/echo") + route);
    assertEquals(500, missing.status());
    assertEquals("\"callback\" parameter required", missing.body());
    String tooLong = "x".repeat(33);
    for (String wrong : new String[] {"%20", "*", "abc(", "abc%28", tooLong, "%zz", "a%3Cb"}) {
      RawResponse invalid = get(session("/echo") + route + "?c=" + wrong);
      assertEquals(500, invalid.status(), wrong);
      assertEquals("invalid \"callback\" parameter", invalid.body(), wrong);
    }
    assertEquals(500, get(session("/echo") + route + "?c=").status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/xhr_streaming", "/eventsource", "/htmlfile?c=x"})
  void endsAStreamWhenItHasHadItsShare(String route) {
    String session = session("/echo");
    String message = "x".repeat(128);
    try (RawHttp stream = connect()) {
      receive(stream, session, route);
      stream.chunk();
      stream.chunk();
      String messages = "[" + ("\"" + message + "\",").repeat(31) + "\"" + message + "\"]";
      assertEquals(204, post(session + "/xhr_send", messages).status());
      StringBuilder got = new StringBuilder();
      for (String chunk = stream.chunk(); !chunk.isEmpty(); chunk = stream.chunk()) {
        got.append(chunk);
      }
      assertTrue(got.length() >= 4096 - 200 && got.length() < 4096 + 1024, "" + got.length());
      post(session + "/xhr_send", "[\"gap\"]");
      // the connection stays usable, and what came in the gap comes with the next request
      receive(stream, session, route);
      stream.chunk();
      assertTrue(stream.chunk().contains("gap"));
    }
  }

  private static void receive(RawHttp http, String session, String route) {
    String request =
        route.startsWith("/xhr") ? RawHttp.post(session + route, "") : RawHttp.get(session + route);
    assertEquals(200, http.send(request).head().status());
  }

  @Test
  void sendsAFrameWholeEvenAcrossTheLimit() {
    String session = session("/echo");
    String large = "y".repeat(10_000);
    try (RawHttp stream = connect()) {
      receive(stream, session, "/xhr_streaming");
      stream.chunk();
      stream.chunk();
      post(session + "/xhr_send", "[\"" + large + "\"]");
      assertEquals("a[\"" + large + "\"]\n", stream.chunk());
      assertEquals("", stream.chunk());
    }
  }
}
