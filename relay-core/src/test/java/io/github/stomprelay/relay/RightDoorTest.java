package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import io.github.stomprelay.transport.http.RawWebSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Who comes to the wrong door is told where the right one is; who only knocks is no client. */
class RightDoorTest {
  private static final String[] UPGRADE = {
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
  };

  @Test
  void aSlashMoreIsTheSameDoor() throws Exception {
    try (LoneRelay lone = LoneRelay.start();
        RawWebSocket socket = lone.webSocket("/ws/")) {
      assertEquals(101, socket.handshake().status());
    }
  }

  @Test
  void answersNameTheRightDoor() throws Exception {
    try (LoneRelay lone = LoneRelay.start()) {
      assertAnswer(lone, 426, "http.sockjs-paths", RawHttp.get("/ws"));
      assertAnswer(lone, 404, "http.sockjs-paths", RawHttp.get("/ws/info"));
      assertAnswer(lone, 404, "http.sockjs-paths", RawHttp.post("/ws/000/abc/xhr", ""));
      assertAnswer(lone, 400, "/coco/websocket", RawHttp.get("/coco", UPGRADE));
      assertAnswer(lone, 400, "stomp.port", "CONNECT\naccept-version:1.2\n\n\0\n\n");
      assertAnswer(lone, 414, "auth.jwt.max-bytes", RawHttp.get("/ws?t=" + "x".repeat(9000)));
      assertAnswer(lone, 431, "auth.jwt.max-bytes", RawHttp.get("/ws", "A: " + "x".repeat(20000)));
    }
  }

  private static void assertAnswer(LoneRelay lone, int status, String hint, String request) {
    RawResponse answer = RawHttp.exchange(lone.address("http"), request);
    assertEquals(status, answer.status(), answer.body());
    assertTrue(answer.body().contains(hint), answer.body());
  }

  @Test
  void whoOnlyKnocksIsNotBanned() throws Exception {
    try (LoneRelay lone = LoneRelay.start("limits.flapping-per-address=5")) {
      InetSocketAddress address = lone.address("stomp");
      for (int i = 0; i < 10; i++) {
        new Socket(address.getAddress(), address.getPort()).close();
      }
      while (lone.relay().sessions() > 0) {
        Thread.onSpinWait();
      }
      try (StompClient client = lone.tcp()) {
        assertEquals("CONNECTED", client.connect().command());
      }
    }
  }

  @Test
  void aFrameWithoutItsNulIsNamed() throws Exception {
    try (LoneRelay lone = LoneRelay.start("stomp.login-timeout=1s");
        StompClient silent = lone.tcp();
        StompClient begun = lone.tcp().send("CONNECT\naccept-version:1.2\n\n")) {
      assertTrue(begun.receive("ERROR").text().contains("the NUL that ends it never came"));
      assertTrue(silent.receive("ERROR").text().contains("(stomp.login-timeout)"));
    }
  }
}
