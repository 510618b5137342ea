package io.github.stomprelay.cli.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.github.stomprelay.config.AdminConfig;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets the log up, in code: no configuration file is searched for, parsed or trusted. */
public final class Logging {
  private Logging() {}

  /** From here on, the log is as configured. */
  public static void configure(AdminConfig.Log config, Map<String, String> environment) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      install(context, encoder(format(config.format(), environment)));
      setLevel(config.level());
    }
  }

  /** Changes how much is logged, at any time. */
  public static void setLevel(AdminConfig.Level level) {
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
      install(context, encoder(AdminConfig.Format.TEXT), "System.err");
      setLevel(AdminConfig.Level.WARN);
    }
  }

  /** One appender, to standard output. */
  static void install(LoggerContext context, Encoder<ILoggingEvent> encoder) {
    install(context, encoder, "System.out");
  }

  private static void install(
      LoggerContext context, Encoder<ILoggingEvent> encoder, String target) {
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target);
    console.setEncoder(encoder);
    console.start();
    root.addAppender(console);
  }

  static AdminConfig.Format format(AdminConfig.Format format, Map<String, String> environment) {
    if (format != AdminConfig.Format.AUTO) {
      return format;
    }
    return environment.containsKey("JOURNAL_STREAM")
        ? AdminConfig.Format.JOURNAL
        : AdminConfig.Format.TEXT;
  }

  static Encoder<ILoggingEvent> encoder(AdminConfig.Format format) {
    if (format == AdminConfig.Format.JSON) {
      return new JsonLines();
    }
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    LineLayout layout = new LineLayout(format == AdminConfig.Format.JOURNAL);
    layout.start();
    encoder.setLayout(layout);
    encoder.setCharset(StandardCharsets.UTF_8);
    return encoder;
  }
}
