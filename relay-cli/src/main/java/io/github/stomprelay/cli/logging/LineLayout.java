package io.github.stomprelay.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** One event, one line, exceptions included. */
final class LineLayout extends LayoutBase<ILoggingEvent> {
  private static final int LEVEL_WIDTH = 5;
  private static final int FRAMES = 20;
  private static final int CAUSES = 4;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx").withZone(ZoneId.systemDefault());

  private final boolean journal;

  /**
   * @param journal a priority in front, and no time: the journal has its own
   */
  LineLayout(boolean journal) {
    this.journal = journal;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    if (journal) {
      line.append('<').append(priority(event.getLevel())).append('>');
    } else {
      line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()))).append(' ');
      appendPadded(line, event.getLevel().toString());
    }
    String logger = event.getLoggerName();
    line.append(logger.substring(logger.lastIndexOf('.') + 1)).append(": ");
    line.append(Escapes.unambiguous(String.valueOf(event.getFormattedMessage())));
    appendThrowable(line, event.getThrowableProxy());
    return line.append('\n').toString();
  }

  private static void appendPadded(StringBuilder line, String level) {
    line.append(level).append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1));
  }

  private static void appendThrowable(StringBuilder line, @Nullable IThrowableProxy thrown) {
    IThrowableProxy cause = thrown;
    for (int depth = 0; cause != null && depth < CAUSES; depth++) {
      line.append(depth == 0 ? "; " : "; caused by ").append(cause.getClassName());
      line.append(": ").append(Escapes.unambiguous(String.valueOf(cause.getMessage())));
      StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
      for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
        line.append(i == 0 ? " at " : " < ").append(frames[i].getStackTraceElement());
      }
      cause = cause.getCause();
    }
  }

  /** As syslog(3) counts. */
  private static int priority(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> 3;
      case Level.WARN_INT -> 4;
      case Level.INFO_INT -> 6;
      default -> 7;
    };
  }
}
