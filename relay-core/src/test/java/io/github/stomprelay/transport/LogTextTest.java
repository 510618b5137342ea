package io.github.stomprelay.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What strangers say, before there is a session, fits in a log line (security.md T33). */
class LogTextTest {
  @Test
  void onlyPrintableAsciiIsLeft() {
    assertEquals("a??b", LogText.safe("a\r\nb"));
    assertEquals("?[31mred?", LogText.safe("\u001b[31mred\u0000"));
    assertEquals("a?b?c?", LogText.safe("a\u202eb\u2028c\u00e9"));
    assertEquals("one?word?", LogText.safe("one word\u007f"));
    assertEquals("-", LogText.safe(null));
  }

  @Test
  void ofALongTextTheBeginning() {
    assertEquals("x".repeat(100), LogText.safe("x".repeat(100)));
    assertEquals("x".repeat(100) + "...", LogText.safe("x".repeat(1 << 20)));
  }
}
