package io.github.stomprelay.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The name that a client gives itself (row 21 of section 18). */
class ConnectionNameTest {
  private static SessionHarness connected(String headers) {
    return new SessionHarness().frame("CONNECT\naccept-version:1.2\n" + headers + "\n");
  }

  @ParameterizedTest
  @CsvSource({
    "connection-name:till 4,till 4",
    "client-id:till 4,till 4",
    "client-id:spring,spring",
    "client-id:,''",
    "login:kim,''"
  })
  void theBrokerIsToldOfIt(String header, String name) {
    try (SessionHarness h = connected(header + "\n")) {
      assertTrue(h.connection.taken().get(0).startsWith("CONNECTED\n"));
      assertEquals(name, h.broker.name());
    }
  }

  @Test
  void theRelaysOwnHeaderCountsBeforeTheOneOfOtherBrokers() {
    try (SessionHarness h = connected("client-id:a\nconnection-name:b\n")) {
      assertEquals("b", h.broker.name());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\nlogin ok", "a\\rb", "tab\tbed", "esc\u001b[31m", "\u0085"})
  void controlCharactersAreRefused(String name) {
    try (SessionHarness h = connected("client-id:" + name + "\n")) {
      String error = h.connection.taken().get(0);
      assertTrue(error.contains("128 bytes without control characters"), error);
      assertEquals(CloseReason.LOGIN_REFUSED, h.connection.closed());
    }
  }

  @Test
  void itsLengthIsBoundedInBytes() {
    try (SessionHarness h = connected("connection-name:" + "x".repeat(128) + "\n")) {
      assertTrue(h.connection.taken().get(0).startsWith("CONNECTED\n"));
    }
    for (String name : new String[] {"x".repeat(129), "\u00e4".repeat(65), "y".repeat(20_000)}) {
      try (SessionHarness h = connected("connection-name:" + name + "\n")) {
        String error = h.connection.taken().get(0);
        assertTrue(error.startsWith("ERROR\nmessage:Processing error\n"), error);
        assertTrue(error.length() < 500, "a long name is not sent back");
      }
    }
  }

  @Test
  void durableSubscriptionsAreNamedWithoutIt() {
    String subscribe =
        "SUBSCRIBE\nid:news\ndestination:/topic/n\ndurable:true\nauto-delete:false\n\n";
    try (SessionHarness named = connected("client-id:kim\n").frame(subscribe);
        SessionHarness nameless = connected("").frame(subscribe)) {
      assertEquals(
          nameless.broker.subscribed().get(0).request().queue(),
          named.broker.subscribed().get(0).request().queue());
    }
  }

  @Test
  void logLinesCarryItBehindTheSession() {
    SessionLabel label = new SessionLabel("session-a");
    assertEquals("session-a", label.toString());
    label.name("till 4");
    assertEquals("session-a name=till 4", label.toString());
  }
}
