package io.github.stomprelay.relay;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one logger says meanwhile. */
final class HeardLog implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private HeardLog(String name) {
    logger = (Logger) LoggerFactory.getLogger(name);
    appender.list = Collections.synchronizedList(new ArrayList<>());
    appender.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(appender);
  }

  static HeardLog of(String logger) {
    return new HeardLog(logger);
  }

  /** The lines that begin like this. */
  List<String> lines(String beginning) {
    return List.copyOf(appender.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.startsWith(beginning))
        .toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }
}
