package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.transport.http.RawHttp;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** sockjs.md 1.8: how sessions begin, wait and end; with short times. */
class SockJsSessionLifeTest extends ConformanceTest {
  private static final String BUSY = "c[2010,\"Another connection still open\"]\n";
  private static final String AWAY = "c[3000,\"Go away!\"]\n";

  @Override
  SockJsSettings settings() {
    return SockJsVariant.times(Duration.ofMillis(700), Duration.ofMillis(500));
  }

  private void awaitSessions(String service, int count) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (server.sessions(service) != count) {
      assertTrue(System.nanoTime() < deadline, () -> "sessions: " + server.sessions(service));
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private RawHttp stream(String session) {
    RawHttp stream = connect();
    assertEquals(200, stream.send(RawHttp.post(session + "/xhr_streaming", "")).head().status());
    assertEquals("h".repeat(2048) + "\n", stream.chunk());
    return stream;
  }

  /** The next chunk that is no heartbeat. */
  private static String message(RawHttp stream) {
    String chunk = stream.chunk();
    return chunk.equals("h\n") ? message(stream) : chunk;
  }

  @Test
  void refusesASecondReceiverAndLeavesTheFirstAlone() {
    String session = session("/echo");
    try (RawHttp first = stream(session)) {
      assertEquals("o\n", message(first));
      assertEquals(BUSY, post(session + "/xhr", "").body());
      try (RawHttp second = stream(session)) {
        assertEquals(BUSY, second.chunk());
        assertEquals("", second.chunk());
      }
      post(session + "/xhr_send", "[\"x\"]");
      assertEquals("a[\"x\"]\n", message(first));
    }
  }

  @Test
  void endsASessionWhoseReceiverIsCutOff() {
    for (int i = 0; i < 20; i++) {
      String session = session("/echo");
      stream(session).close();
      // at once, on another socket and maybe another loop: never "still open"
      assertEquals("o\n", post(session + "/xhr", "").body());
    }
  }

  @Test
  void waitsForTheNextRequestAndThenForgets() {
    awaitSessions("/echo", 0);
    String session = opened("/echo");
    assertEquals(1, server.sessions("/echo"));
    awaitSessions("/echo", 0);
    assertEquals("o\n", post(session + "/xhr", "").body());
  }

  @Test
  void keepsMessagesWhileTheClientIsBetweenRequests() {
    String session = opened("/echo");
    post(session + "/xhr_send", "[\"1\"]");
    post(session + "/xhr_send", "[\"2\"]");
    assertEquals("a[\"1\",\"2\"]\n", post(session + "/xhr", "").body());
  }

  @Test
  void tellsEveryReceiverOfTheEndUntilItIsForgotten() {
    String session = session("/close");
    assertEquals("o\n", post(session + "/xhr", "").body());
    assertEquals(AWAY, post(session + "/xhr", "").body());
    assertEquals(AWAY, post(session + "/xhr", "").body());
    assertEquals(204, post(session + "/xhr_send", "[\"unheard\"]").status());
    awaitSessions("/close", 0);
    assertEquals("o\n", post(session + "/xhr", "").body());
  }

  @Test
  void endsAStreamWithTheEndOfItsSession() {
    String session = session("/close");
    for (int i = 0; i < 2; i++) {
      try (RawHttp stream = connect()) {
        stream.send(RawHttp.post(session + "/xhr_streaming", "")).head();
        stream.chunk();
        if (i == 0) {
          assertEquals("o\n", stream.chunk());
        }
        assertEquals(AWAY, stream.chunk());
        assertEquals("", stream.chunk());
      }
    }
  }

  @Test
  void sendsAHeartbeatWhenThereIsNothingElse() {
    String session = session("/echo");
    try (RawHttp stream = connect()) {
      stream.send(RawHttp.post(session + "/xhr_streaming", "")).head();
      stream.chunk();
      assertEquals("o\n", stream.chunk());
      assertEquals("h\n", stream.chunk());
      assertEquals("h\n", stream.chunk());
    }
    String polled = opened("/echo");
    assertEquals("h\n", post(polled + "/xhr", "").body());
  }

  @Test
  void movesBetweenTransportsOfOneSession() {
    String session = session("/echo");
    assertEquals(
        "/**/x(\"o\");\r\n",
        RawHttp.exchange(server.address(), RawHttp.get(session + "/jsonp?c=x")).body());
    post(session + "/jsonp_send", "[\"1\"]", "Content-Type: text/plain");
    assertEquals("a[\"1\"]\n", post(session + "/xhr", "").body());
  }
}
