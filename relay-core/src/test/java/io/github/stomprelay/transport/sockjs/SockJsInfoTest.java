package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.stomprelay.transport.http.RawResponse;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sockjs.md 1.3 and 1.4: what the endpoint tells of itself, and its iframe page. */
class SockJsInfoTest extends ConformanceTest {
  private JsonObject info(String service) {
    RawResponse response = get(service + "/info");
    assertEquals(200, response.status());
    assertEquals("application/json; charset=UTF-8", response.header("Content-Type"));
    return new Gson().fromJson(response.body(), JsonObject.class);
  }

  @Test
  void tellsWhatItCanDo() {
    JsonObject info = info("/echo");
    assertTrue(info.get("websocket").getAsBoolean());
    assertFalse(info.get("cookie_needed").getAsBoolean());
    assertEquals("[\"*:*\"]", info.get("origins").toString());
    assertFalse(info("/disabled_websocket_echo").get("websocket").getAsBoolean());
    assertTrue(info("/cookie_needed_echo").get("cookie_needed").getAsBoolean());
  }

  @Test
  void givesFreshEntropyThatIsNeverNegative() {
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      long entropy = info("/echo").get("entropy").getAsLong();
      assertTrue(entropy >= 0 && entropy < 1L << 32, String.valueOf(entropy));
      seen.add(entropy);
    }
    assertTrue(seen.size() > 30);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/iframe.html",
        "/iframe-a.html",
        "/iframe-.html",
        "/iframe-0.1.2.html",
        "/iframe-0.1.2abc-dirty.2144.html",
        "/iframe-a.html?t=7"
      })
  void servesTheIframePage(String path) {
    RawResponse response = get("/echo" + path);
    assertEquals(200, response.status());
    assertEquals("text/html; charset=UTF-8", response.header("Content-Type"));
    String caching = response.mustHave("Cache-Control");
    assertTrue(caching.contains("public") && caching.matches(".*max-age=[0-9]{7,}.*"), caching);
    assertNull(response.header("Last-Modified"));
    assertNull(response.header("Set-Cookie"));
    assertTrue(response.mustHave("ETag").length() > 2);
    String page = response.body();
    assertTrue(page.startsWith("<!DOCTYPE html>\n<html>\n<head>\n  <meta http-equiv="), page);
    int library = page.indexOf("<script src=\"https://cdn.jsdelivr.net/npm/sockjs-client@1/");
    int start = page.indexOf("SockJS.bootstrap_iframe();");
    assertTrue(library > 0 && start > library, page);
    assertTrue(page.contains("    document.domain = document.domain;\n"), page);
    assertTrue(page.contains("  <h2>Don't panic!</h2>\n  <p>"), page);
  }

  @Test
  void doesNotSendTheIframePageAgain() {
    String tag = get("/echo/iframe.html").mustHave("ETag");
    RawResponse response = get("/echo/iframe.html", "If-None-Match: " + tag);
    assertEquals(304, response.status());
    assertNull(response.header("Content-Type"));
    assertEquals("", response.body());
    assertEquals(200, get("/echo/iframe.html", "If-None-Match: \"other\"").status());
  }
}
