package io.github.stomprelay.transport.sockjs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.stomprelay.transport.http.RawHttp;
import io.github.stomprelay.transport.http.RawResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many sessions one may open (security.md T28). */
class SockJsLimitsTest extends ConformanceTest {
  private static final int MOST = 3;

  @Override
  SockJsSettings settings() {
    SockJsSettings basis = SockJsSettings.DEFAULT;
    return new SockJsSettings(
        basis.transports(),
        basis.responseLimit(),
        basis.heartbeat(),
        basis.disconnectDelay(),
        basis.cookieNeeded(),
        basis.clientLibrary(),
        basis.baseUrl(),
        basis.maxSessions(),
        MOST,
        basis.sameAddress());
  }

  private RawHttp stream() {
    return connect().send(RawHttp.post(session("/echo") + "/xhr_streaming", ""));
  }

  @Test
  void refusesMoreSessionsThanOneAddressMayHave() {
    List<RawHttp> open = new ArrayList<>();
    for (int i = 0; i < MOST; i++) {
      RawHttp stream = stream();
      assertEquals(200, stream.head().status());
      open.add(stream);
    }
    RawResponse refused = post(session("/echo") + "/xhr", "");
    assertEquals(503, refused.status());
    assertEquals("Too many sessions\n", refused.body());
    // a WebSocket is no such session, and another endpoint counts for itself
    assertEquals("o\n", post(session("/a/b/coco") + "/xhr", "").body());
    open.remove(0).close();
    RawResponse again = post(session("/echo") + "/xhr", "");
    while (again.status() == 503) {
      again = post(session("/echo") + "/xhr", "");
    }
    assertEquals("o\n", again.body());
    open.forEach(RawHttp::close);
  }
}
