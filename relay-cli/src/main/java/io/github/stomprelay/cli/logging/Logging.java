package io.github.stomprelay.cli.logging;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.github.stomprelay.config.RuntimeConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets the log up, in code: no configuration file is searched for, parsed or trusted. */
public final class Logging {
  private static final String STANDARD_OUTPUT = "System.out";
  private static final int WAITING_LINES = 8192;
  private static final int LAST_LINES_MILLIS = 1000;

  private Logging() {}

  /**
   * From here on, the log is as configured, and is written by a thread of its own: a reader of
   * standard output that stops reading costs log lines, never an event loop's time. {@link #end}
   * writes what is left.
   */
  public static void configure(RuntimeConfig.Log config, Map<String, String> environment) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      Encoder<ILoggingEvent> encoder = encoder(format(config.format(), environment));
      install(context, behind(context, console(context, encoder, STANDARD_OUTPUT)));
      setLevel(config.level());
    }
  }

  /** Writes the lines that wait, for a second at most. Nothing is logged afterwards. */
  public static void end() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  /** Changes how much is logged, at any time. */
  public static void setLevel(RuntimeConfig.Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.toLevel(level.name()));
      // these two tell of every buffer and connection at these levels; what matters we log
      // ourselves
      context.getLogger("io.netty").setLevel(Level.WARN);
      context.getLogger("com.rabbitmq").setLevel(Level.WARN);
    }
  }

  /** For commands whose output is their result: warnings and errors only, to standard error. */
  public static void toStandardError() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      install(context, console(context, encoder(RuntimeConfig.Format.TEXT), "System.err"));
      setLevel(RuntimeConfig.Level.WARN);
    }
  }

  /** One appender, to standard output, in the thread that logs. */
  static void install(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    install(context, console(context, encoder, STANDARD_OUTPUT));
  }

  private static void install(LoggerContext context, Appender<ILoggingEvent> appender) {
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
  }

  private static Appender<ILoggingEvent> console(
      LoggerContext context, Encoder<ILoggingEvent> encoder, String target) {
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target);
    console.setEncoder(encoder);
    console.start();
    return console;
  }

  private static Appender<ILoggingEvent> behind(
      LoggerContext context, Appender<ILoggingEvent> console) {
    AsyncAppender waiting = new AsyncAppender();
    waiting.setContext(context);
    waiting.setName("waiting");
    waiting.setQueueSize(WAITING_LINES);
    waiting.setDiscardingThreshold(0);
    waiting.setNeverBlock(true);
    waiting.setMaxFlushTime(LAST_LINES_MILLIS);
    waiting.addAppender(console);
    waiting.start();
    return waiting;
  }

  static RuntimeConfig.Format format(RuntimeConfig.Format format, Map<String, String> environment) {
    if (format != RuntimeConfig.Format.AUTO) {
      return format;
    }
    return environment.containsKey("JOURNAL_STREAM")
        ? RuntimeConfig.Format.JOURNAL
        : RuntimeConfig.Format.TEXT;
  }

  static Encoder<ILoggingEvent> encoder(RuntimeConfig.Format format) {
    if (format == RuntimeConfig.Format.JSON) {
      return new JsonLines();
    }
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    LineLayout layout = new LineLayout(format == RuntimeConfig.Format.JOURNAL);
    layout.start();
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    return encoder;
  }
}
