package io.github.stomprelay.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.Encoder;
import io.github.stomprelay.config.RuntimeConfig;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One event is one line, whatever a client put into it (threat T33). */
class LogLinesTest {
  private static final List<String> HOSTILE =
      List.of(
          "a\nb",
          "a\r\nb",
          "a\u001b[31mred",
          "a\u0000b",
          "a\u2028b",
          "a\u2029b",
          "a\u202eb",
          "a\u2066b",
          "a\u0085b",
          "a\u200bb",
          "\ufeffa",
          "\t",
          "\"}{\"x\":\"",
          "\\\"",
          "\u007f",
          "{}",
          "%n%d");

  private static String line(
      RuntimeConfig.Format format, String message, @Nullable Throwable thrown) {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    LoggingEvent event =
        new LoggingEvent(
            "x",
            context.getLogger("io.github.stomprelay.Some"),
            Level.WARN,
            "said {}",
            thrown,
            new Object[] {message});
    Encoder<ILoggingEvent> encoder = Logging.encoder(format);
    encoder.setContext(context);
    encoder.start();
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void hostileTextStaysOnItsLine() {
    for (RuntimeConfig.Format format : RuntimeConfig.Format.values()) {
      for (String text : HOSTILE) {
        String line = line(format, text, null);
        assertTrue(line.endsWith("\n"), line);
        String body = line.substring(0, line.length() - 1);
        assertFalse(body.codePoints().anyMatch(c -> c < ' ' || c == 0x7f), format + ": " + line);
      }
    }
  }

  @Test
  void textHasNoCharactersThatTurnTheDirectionOfWriting() {
    for (String text : HOSTILE) {
      String line = line(RuntimeConfig.Format.TEXT, text, null);
      assertFalse(
          line.codePoints().anyMatch(c -> c == 0x202e || c == 0x2066 || c == 0x2028 || c == 0x85));
    }
    assertTrue(line(RuntimeConfig.Format.TEXT, "a\nb", null).endsWith("Some: said a\\nb\n"));
    assertTrue(line(RuntimeConfig.Format.TEXT, "\u202e", null).endsWith("said \\u202e\n"));
    assertTrue(line(RuntimeConfig.Format.TEXT, "größe €", null).endsWith("said größe €\n"));
  }

  /** What a client wrote as a backslash and an n is not taken for the end of a line. */
  @Test
  void aBackslashIsEscapedItself() {
    assertTrue(line(RuntimeConfig.Format.TEXT, "a\\nb", null).endsWith("said a\\\\nb\n"));
    assertTrue(line(RuntimeConfig.Format.JOURNAL, "a\\nb", null).endsWith("said a\\\\nb\n"));
    assertTrue(
        line(RuntimeConfig.Format.TEXT, "x", new IllegalStateException("a\\nb"))
            .contains("IllegalStateException: a\\\\nb"));
    assertTrue(line(RuntimeConfig.Format.JSON, "a\\nb", null).contains("\"said a\\\\nb\""));
  }

  @Test
  void anExceptionIsOnTheSameLine() {
    RuntimeException thrown =
        new IllegalStateException("outer\nforged", new IllegalArgumentException("inner"));
    String line = line(RuntimeConfig.Format.TEXT, "x", thrown);
    assertEquals(1, line.lines().count(), line);
    assertTrue(line.contains("IllegalStateException: outer\\nforged at "), line);
    assertTrue(line.contains("; caused by java.lang.IllegalArgumentException: inner"), line);
  }

  @Test
  void theJournalGetsPrioritiesAndNoTime() {
    assertEquals("<4>Some: said x\n", line(RuntimeConfig.Format.JOURNAL, "x", null));
    assertEquals(
        RuntimeConfig.Format.JOURNAL,
        Logging.format(RuntimeConfig.Format.AUTO, Map.of("JOURNAL_STREAM", "8:1")));
    assertEquals(RuntimeConfig.Format.TEXT, Logging.format(RuntimeConfig.Format.AUTO, Map.of()));
  }

  @Test
  void jsonHoldsTheMessage() {
    String line = line(RuntimeConfig.Format.JSON, "a\"b", null);
    assertTrue(line.contains("\"formattedMessage\":\"said a\\\"b\""), line);
    assertTrue(line.startsWith("{") && line.endsWith("}\n"), line);
  }
}
