package io.github.stomprelay.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.stomprelay.testkit.StompClient;
import io.github.stomprelay.transport.http.RawHttp;
import org.junit.jupiter.api.Test;

/** What came behind a CONNECT that came to nothing is lost, but not without a number. */
class UnpublishedSendsTest {
  private static final String SEND = "SEND\ndestination:/queue/a\n\nalert\0";

  @Test
  void theBrokerDoesNotComeBackInTime() throws Exception {
    try (LoneRelay lone =
            LoneRelay.start("auth.mode=broker", "admin.port=0", "stomp.login-timeout=1s");
        StompClient client = lone.tcp()) {
      client.send("CONNECT\naccept-version:1.2\nlogin:a\npasscode:b\n\n\0" + SEND + SEND + SEND);
      client.receive("ERROR");
      client.expectClosed();
      String metrics = RawHttp.exchange(lone.address("admin"), RawHttp.get("/metrics")).body();
      assertTrue(metrics.contains("stomp_relay_sends_unpublished_total 3"), metrics);
    }
  }

  @Test
  void theLoginIsRefusedAtOnce() throws Exception {
    try (LoneRelay lone = LoneRelay.start();
        StompClient client = lone.tcp()) {
      client.send("CONNECT\naccept-version:7.0\n\n\0" + SEND + SEND);
      client.receive("ERROR");
      client.expectClosed();
      String metrics = RawHttp.exchange(lone.address("admin"), RawHttp.get("/metrics")).body();
      assertTrue(metrics.contains("stomp_relay_sends_unpublished_total 2"), metrics);
    }
  }
}
