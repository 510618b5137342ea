package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.transport.http.RawWebSocket;
import org.junit.jupiter.api.Test;

/** An internal error costs the session it happens in, and nobody else. */
class FailureTest extends ConformanceTest {
  @Test
  void endsAPollingSessionWhoseApplicationFails() {
    String session = opened("/amplify");
    assertEquals(503, post(session + "/xhr_send", "[\"no number\"]").status());
    assertEquals("o\n", post(session + "/xhr", "").body());
    assertEquals(204, post(session + "/xhr_send", "[\"1\"]").status());
    assertEquals("a[\"xx\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void closesAWebSocketWhoseApplicationFails() {
    try (RawWebSocket socket =
        RawWebSocket.open(server.address(), session("/amplify") + "/websocket")) {
      assertEquals("o", socket.readText());
      socket.text("[\"no number\"]");
      assertEquals("", socket.http().rest());
    }
  }
}
