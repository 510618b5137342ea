package io.github.stomprelay.cli;

import static io.github.stomprelay.cli.AdminPort.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsCommandTest {
  private static final String NEW =
      """
      {"id":"session-a","peer":"192.0.2.1:4711","transport":"tcp","tls":true,
      "since":"2026-11-25T20:00:00Z","loggedIn":false,"framesIn":0,"messagesOut":0,"waitingBytes":0}
      """;
  private static final String KIM =
      """
      {"id":"session-b","peer":"[2001:db8::1]:4711","transport":"sockjs-xhr","tls":false,
      "since":"2026-11-25T20:00:00Z","loggedIn":true,"framesIn":7,"messagesOut":8,"waitingBytes":9,
      "user":"kim","client":"a\\tb\\u001b[2J\\u009b\\nsession-c\\"","virtualHost":"/","version":"1.2",
      "heartBeatSendMillis":10000,"heartBeatReceiveMillis":0,"subscriptions":2,"unacknowledged":1}
      """;

  private static String page(String session, String more) {
    return ok("{\"total\":2,\"sessions\":[" + session + "]" + more + "}\n");
  }

  @Test
  void theTableHasALineForEachSessionOfEveryPage() throws Exception {
    try (AdminPort port = new AdminPort(page(NEW, ",\"next\":\"session-a\""), page(KIM, ""))) {
      Terminals.Result result = port.ask("sessions");
      assertEquals(0, result.exitCode(), result.err());
      List<String> lines = result.out().lines().toList();
      assertEquals(3, lines.size(), result.out());
      assertTrue(lines.get(0).startsWith("session\tuser\tclient\tpeer\ttransport\ttls\tversion\t"));
      assertEquals(
          "session-a\t-\t-\t192.0.2.1:4711\ttcp\ttrue\t-\t-,-\t-\t2026-11-25T20:00:00Z\t-\t-\t0\t0\t0",
          lines.get(1));
      assertEquals(
          "session-b\tkim\ta\\tb\\u001b[2J\\u009b\\nsession-c\"\t[2001:db8::1]:4711\tsockjs-xhr\tfalse"
              + "\t1.2\t10000,0\t/\t2026-11-25T20:00:00Z\t2\t1\t9\t7\t8",
          lines.get(2));
      assertEquals(
          List.of(
              "GET /sessions?limit=1000&after= HTTP/1.1",
              "GET /sessions?limit=1000&after=session-a HTTP/1.1"),
          port.requests());
    }
  }

  @Test
  void jsonHasALineForEachSession() throws Exception {
    try (AdminPort port = new AdminPort(page(KIM, ""))) {
      Terminals.Result result = port.ask("sessions", "--json", "--user", "k&m #1", "--client=a b");
      assertEquals(0, result.exitCode(), result.err());
      assertEquals(1, result.out().lines().count());
      assertTrue(result.out().strip().chars().noneMatch(Character::isISOControl), result.out());
      assertEquals(JsonParser.parseString(KIM), JsonParser.parseString(result.out()));
      assertEquals(
          List.of("GET /sessions?limit=1000&user=k%26m+%231&client=a+b&after= HTTP/1.1"),
          port.requests());
    }
  }

  @Test
  void aRefusalIsOneWithItsReason() throws Exception {
    try (AdminPort port = new AdminPort("HTTP/1.1 401 Unauthorized\r\n\r\nsend a token\n")) {
      Terminals.Result result = port.ask("sessions");
      assertEquals(1, result.exitCode());
      assertEquals("", result.out());
      assertEquals("stomp-relay: the relay refuses: send a token", result.err().strip());
    }
  }

  @Test
  void somebodyElseAtThePortIsOne() throws Exception {
    for (String answer :
        List.of("SSH-2.0", ok("<html>"), ok("[]"), ok("{}"), ok("{\"sessions\":5}"), ok(""))) {
      try (AdminPort port = new AdminPort(answer)) {
        Terminals.Result result = port.ask("sessions");
        assertEquals(1, result.exitCode(), answer);
        assertEquals(1, result.err().lines().count(), result.err());
      }
    }
  }

  @Test
  void noRelayIs69() throws Exception {
    AdminPort closed = new AdminPort();
    closed.close();
    Terminals.Result result = closed.ask("sessions");
    assertEquals(69, result.exitCode());
    assertEquals("", result.out());
  }

  @Test
  void aRelayWithoutAnAdminPortCannotBeAsked() {
    assertEquals(78, new Terminals().run("sessions", "--admin.port=off").exitCode());
  }
}
