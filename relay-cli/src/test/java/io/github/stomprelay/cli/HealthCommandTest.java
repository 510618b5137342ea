package io.github.stomprelay.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class HealthCommandTest {
  @Test
  void aHealthyRelayIsZero() throws Exception {
    try (AdminPort port = new AdminPort("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
      Terminals.Result result = port.ask("health");
      assertEquals("healthy", result.out().strip());
      assertEquals(0, result.exitCode());
      assertEquals(List.of("GET /readyz HTTP/1.1"), port.requests());
    }
  }

  @Test
  void anUnhealthyRelayIsOneWithItsReason() throws Exception {
    try (AdminPort port =
        new AdminPort("HTTP/1.1 503 Service Unavailable\r\n\r\nbroker\nunreachable\u001b[2J")) {
      Terminals.Result result = port.ask("health", "--live");
      assertEquals("unhealthy: broker\\nunreachable\\u001b[2J", result.out().strip());
      assertEquals(1, result.exitCode());
      assertEquals(List.of("GET /livez HTTP/1.1"), port.requests());
    }
  }

  @Test
  void noRelayIs69() throws Exception {
    AdminPort closed = new AdminPort();
    closed.close();
    Terminals.Result result = closed.ask("health");
    assertEquals(69, result.exitCode());
    assertEquals(1, result.err().lines().count());
    assertTrue(
        result.err().contains("no relay answers at 127.0.0.1:" + closed.number()), result.err());
  }

  @Test
  void aRelayWithoutAnAdminPortCannotBeAsked() {
    assertEquals(78, new Terminals().run("health", "--admin.port=off").exitCode());
  }
}
