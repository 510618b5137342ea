package io.github.stomprelay.relay;

import static io.github.stomprelay.relay.LoneRelay.CONNECT;
import static io.github.stomprelay.relay.LoneRelay.CONNECT_JSON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.testkit.StompFrame;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** How the relay says goodbye (operations.md, "Drain"). */
class RelayDrainTest {
  private static final String FAREWELL = "message:Server is shutting down";
  private static final String SOCKJS_FAREWELL = "c[1012,\"Server is shutting down\"]";

  @Test
  void closingEndsADrainThatIsUnderWay() throws Exception {
    try (LoneRelay lone = LoneRelay.start("drain.delay=1h", "drain.timeout=2h")) {
      Thread drain = new Thread(lone.relay()::drain, "drain");
      drain.start();
      lone.relay().close();
      drain.join(30_000);
      assertFalse(drain.isAlive(), "the drain went on");
    }
  }

  @Test
  void readinessGoesFirstAndClientsAreStillServed() throws Exception {
    try (LoneRelay lone = LoneRelay.start("drain.delay=1h", "drain.timeout=2h")) {
      assertEquals(200, lone.readiness());
      Thread drain = new Thread(lone.relay()::drain, "drain");
      drain.start();
      while (lone.readiness() == 200) {
        Thread.onSpinWait();
      }
      assertEquals(503, lone.readiness());
      try (StompClient late = lone.tcp()) {
        assertEquals("CONNECTED", late.connect().command());
      }
      lone.relay().close();
      drain.join();
    }
  }

  /** Proxies keep connections, and would bring new clients over them. */
  @Test
  void aConnectionThatIsKeptTakesNoNewSessionAndGoesOnWithItsOwn() throws Exception {
    try (LoneRelay lone = LoneRelay.start("drain.window=1h", "drain.timeout=2h");
        RawHttp http = lone.http()) {
      assertEquals("o\n", http.send(RawHttp.post("/coco/1/old/xhr", "")).response().body());
      assertEquals(
          204, http.send(RawHttp.post("/coco/1/old/xhr_send", CONNECT_JSON)).response().status());
      Thread drain = new Thread(lone.relay()::drain, "drain");
      drain.start();
      int i = 0;
      while (http.send(RawHttp.post("/coco/1/" + i + "/xhr", "")).response().status() != 503) {
        assertTrue(++i < 10_000, "new sessions are still taken");
      }
      assertEquals(503, http.send(RawWebSocket.request("/ws")).response().status());
      assertEquals(503, http.send(RawWebSocket.request("/coco/1/b/websocket")).response().status());
      assertEquals(200, http.send(RawHttp.get("/coco/info")).response().status());
      RawResponse old = http.send(RawHttp.post("/coco/1/old/xhr", "")).response();
      assertTrue(old.body().contains("CONNECTED"), old.body());
      lone.relay().close();
      drain.join();
    }
  }

  @Test
  void everySessionIsToldOnEveryTransport() throws Exception {
    try (LoneRelay lone = LoneRelay.start("drain.window=500ms");
        StompClient tcp = lone.tcp();
        StompClient stranger = lone.tcp();
        RawWebSocket webSocket = lone.webSocket("/ws");
        RawWebSocket sockJs = lone.webSocket("/coco/1/a/websocket");
        RawWebSocket raw = lone.webSocket("/coco/websocket");
        RawHttp stream = lone.http();
        RawHttp poll = lone.http()) {
      assertEquals("CONNECTED", tcp.connect().command());
      assertTrue(webSocket.text(CONNECT).readText().startsWith("CONNECTED"));
      assertTrue(raw.text(CONNECT).readText().startsWith("CONNECTED"));
      assertEquals("o", sockJs.readText());
      assertTrue(sockJs.text(CONNECT_JSON).readText().startsWith("a[\"CONNECTED"));
      stream.send(RawHttp.post("/coco/1/stream/xhr_streaming", "")).head();
      stream.chunk();
      assertEquals("o\n", stream.chunk());
      assertEquals("o\n", poll.send(RawHttp.post("/coco/1/poll/xhr", "")).response().body());
      poll.send(RawHttp.post("/coco/1/poll/xhr", ""));

      lone.relay().drain();

      assertFarewell(tcp);
      assertFarewell(stranger);
      for (RawWebSocket socket : new RawWebSocket[] {webSocket, raw}) {
        assertTrue(socket.readText().contains(FAREWELL));
        assertEquals(1012, socket.read().code());
      }
      assertTrue(sockJs.readText().contains(FAREWELL));
      assertEquals(SOCKJS_FAREWELL, sockJs.readText());
      assertEquals(RawWebSocket.CLOSE, sockJs.read().opcode());
      assertTrue(stream.chunk().contains(FAREWELL));
      assertEquals(SOCKJS_FAREWELL + "\n", stream.chunk());
      assertTrue(poll.response().body().contains(FAREWELL));
      assertThrows(UncheckedIOException.class, lone::tcp);
    }
  }

  private static void assertFarewell(StompClient client) {
    StompFrame error = client.receive("ERROR");
    assertEquals("Server is shutting down", error.header("message"));
    client.expectClosed();
  }
}
