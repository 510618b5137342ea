package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import org.junit.jupiter.api.Test;

/** The operator's headers are on every HTTP answer, whoever gives it ({@code http.header.NAME}). */
class ResponseHeadersTest {
  private static final String HSTS = "max-age=31536000";

  @Test
  void everyAnswerHasThemAndKeepsItsOwn() throws Exception {
    try (LoneRelay relay =
        LoneRelay.start(
            "http.header.Strict-Transport-Security=" + HSTS,
            "http.header.Cache-Control=max-age=1",
            "http.header.X-Frame-Options=DENY")) {
      for (String request :
          new String[] {
            RawHttp.get("/nowhere"),
            RawHttp.get("/coco/info"),
            RawHttp.get("/coco"),
            RawHttp.get("/ws"),
            RawHttp.post("/ws", ""),
            RawHttp.get("/coco/info", "Origin: https://evil.example"),
            RawHttp.request("OPTIONS", "/coco/info", null),
            RawHttp.post("/coco/0/a/xhr", ""),
            "GET nonsense\r\n\r\n",
            RawWebSocket.request("/ws"),
            RawWebSocket.request("/coco/websocket")
          }) {
        try (RawHttp http = relay.http()) {
          RawResponse answer = http.send(request).response();
          assertEquals(HSTS, answer.header("Strict-Transport-Security"), request + answer);
          assertEquals("DENY", answer.header("X-Frame-Options"), request);
        }
      }
      try (RawHttp http = relay.http()) {
        RawResponse info = http.send(RawHttp.get("/coco/info")).response();
        assertTrue(String.valueOf(info.header("Cache-Control")).startsWith("no-store"));
        assertEquals(200, info.status());
      }
      try (RawHttp http = relay.http()) {
        String stream = http.send(RawHttp.post("/coco/0/b/xhr_streaming", "")).head().toString();
        assertTrue(stream.contains(HSTS), stream);
      }
    }
  }
}
