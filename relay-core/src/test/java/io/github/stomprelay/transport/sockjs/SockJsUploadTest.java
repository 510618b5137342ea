package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.github.stomprelay.transport.http.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sockjs.md 1.6: what clients bring, and how it is answered. */
class SockJsUploadTest extends ConformanceTest {
  private static final String TEXT = "text/plain; charset=UTF-8";
  private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

  @Test
  void answersXhrSendWith204() {
    RawResponse response = post(opened("/echo") + "/xhr_send", "[\"x\"]", "Origin: http://a.b");
    assertEquals(204, response.status());
    assertEquals(TEXT, response.header("Content-Type"));
    assertNull(response.header("Content-Length"));
    assertEquals(NO_CACHE, response.header("Cache-Control"));
    assertEquals("http://a.b", response.header("Access-Control-Allow-Origin"));
  }

  @Test
  void answersJsonpSendWithOk() {
    RawResponse response = post(opened("/echo") + "/jsonp_send", "d=%5B%22x%22%5D", FORM);
    assertEquals(200, response.status());
    assertEquals("ok", response.body());
    assertEquals(TEXT, response.header("Content-Type"));
    assertEquals(NO_CACHE, response.header("Cache-Control"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/xhr_send", "/jsonp_send"})
  void knowsNoSessionThatWasNotOpened(String route) {
    assertEquals(404, post(session("/echo") + route, "[\"x\"]").status());
  }

  @Test
  void expectsAPayload() {
    String session = opened("/echo");
    for (String body : new String[] {"", " ", "{}", "\"x\"", "1", "null"}) {
      assertRefused("Payload expected.", post(session + "/xhr_send", body));
    }
    for (String body : new String[] {"", "d", "d=", "x=1", "d=%7B%7D", "d=1"}) {
      assertRefused("Payload expected.", post(session + "/jsonp_send", body, FORM));
    }
    assertRefused(
        "Payload expected.", post(session + "/jsonp_send", "", "Content-Type: text/plain"));
    assertStillUsable(session);
  }

  @Test
  void refusesBrokenJsonAndGoesOn() {
    String session = opened("/echo");
    for (String body :
        new String[] {
          "[\"x",
          "[\"x\"",
          "[x]",
          "['x']",
          "[\"x\"]]",
          "[1]",
          "[[\"x\"]]",
          "[\"x\",]",
          "[null]",
          "[\"\\x\"]",
          "[\"\u0001\"]"
        }) {
      assertRefused("Broken JSON encoding.", post(session + "/xhr_send", body));
      assertRefused(
          "Broken JSON encoding.", post(session + "/jsonp_send", body, "Content-Type: text/plain"));
    }
    assertRefused("Broken JSON encoding.", post(session + "/jsonp_send", "d=%5B%22x", FORM));
    assertStillUsable(session);
  }

  private static void assertRefused(String text, RawResponse response) {
    assertEquals(500, response.status());
    assertEquals(text, response.body());
  }

  private void assertStillUsable(String session) {
    assertEquals(204, post(session + "/xhr_send", "[\"a\"]").status());
    assertEquals("a[\"a\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void takesAnEmptyArrayForAHeartbeat() {
    String session = opened("/echo");
    assertEquals(204, post(session + "/xhr_send", "[]").status());
    assertEquals("ok", post(session + "/jsonp_send", "d=%5B%5D", FORM).body());
    assertStillUsable(session);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "T",
        "application/json",
        "application/xml",
        "text/xml",
        "",
        "text/plain; charset=utf-8",
        "application/json;charset=utf-8",
        "text/xml; charset=UTF-8"
      })
  void takesXhrSendOfAnyContentType(String type) {
    String session = opened("/echo");
    assertEquals(
        204, post(session + "/xhr_send", "[\"a\"]", "Content-Type: " + type).status(), type);
    assertEquals("a[\"a\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void decodesAFormAndLeavesPlainTextAlone() {
    String session = opened("/echo");
    assertEquals("ok", post(session + "/jsonp_send", "d=%5B%22%61bc%22%5D", FORM).body());
    assertEquals("a[\"abc\"]\n", post(session + "/xhr", "").body());
    assertEquals(
        "ok", post(session + "/jsonp_send", "[\"%61bc\"]", "Content-Type: text/plain").body());
    assertEquals("a[\"%61bc\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void refusesABodyBeyondTheLimit() {
    String session = opened("/echo");
    String large = "[\"" + "x".repeat(1 << 20) + "\"]";
    assertEquals(413, post(session + "/xhr_send", large).status());
    assertStillUsable(session);
  }
}
