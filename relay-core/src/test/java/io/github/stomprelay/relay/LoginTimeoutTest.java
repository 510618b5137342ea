package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who does not log in is cut by a timer, whatever it does instead (security.md T24). */
class LoginTimeoutTest {
  private static final String MESSAGE = "message:Login timeout";
  private static final int CROWD = 200;

  @Test
  void everyTransport() throws Exception {
    try (LoneRelay lone = LoneRelay.start("stomp.login-timeout=3s");
        StompClient patient = lone.tcp()) {
      assertEquals("CONNECTED", patient.connect().command());
      try (StompClient silent = lone.tcp();
          RawWebSocket webSocket = lone.webSocket("/ws");
          RawWebSocket sockJs = lone.webSocket("/coco/1/a/websocket");
          RawHttp stream = lone.http();
          RawHttp poll = lone.http()) {
        assertEquals("o", sockJs.readText());
        stream.send(RawHttp.post("/coco/1/stream/xhr_streaming", "")).head();
        stream.chunk();
        assertEquals("o\n", stream.chunk());
        assertEquals("o\n", poll.send(RawHttp.post("/coco/1/poll/xhr", "")).response().body());
        poll.send(RawHttp.post("/coco/1/poll/xhr", ""));

        silent.receive("ERROR");
        silent.expectClosed();
        assertTrue(webSocket.readText().contains(MESSAGE));
        assertEquals(1000, webSocket.read().code());
        assertTrue(sockJs.readText().contains(MESSAGE));
        assertEquals("c[1000,\"Login timeout\"]", sockJs.readText());
        assertTrue(stream.chunk().contains(MESSAGE));
        assertEquals("c[1000,\"Login timeout\"]\n", stream.chunk());
        assertTrue(poll.response().body().contains(MESSAGE));
      }
      patient.sendFrame("DISCONNECT", "", "receipt:bye");
      assertEquals("bye", patient.receive("RECEIPT").header("receipt-id"));
    }
  }

  @Test
  void aCrowdThatDripsItsConnect() throws Exception {
    try (LoneRelay lone = LoneRelay.start("stomp.login-timeout=3s")) {
      List<StompClient> crowd = new ArrayList<>();
      for (int i = 0; i < CROWD; i++) {
        crowd.add(lone.tcp().send("CONNECT\naccept-ver"));
      }
      try (StompClient good = lone.tcp()) {
        assertEquals("CONNECTED", good.connect().command());
        for (StompClient drip : crowd) {
          drip.receive("ERROR");
          drip.expectClosed();
          drip.close();
        }
        good.sendFrame("DISCONNECT", "", "receipt:bye");
        good.receive("RECEIPT");
      }
    }
  }
}
