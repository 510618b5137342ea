package io.github.stomprelay.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** What relays of this JVM log of sessions that come and go. */
final class LoginLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private static final int SECONDS = 30;

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final Logger logger =
      (Logger) LoggerFactory.getLogger("io.github.stomprelay.session.StompSession");

  LoginLog() {
    start();
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    logger.addAppender(this);
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines.add(event.getFormattedMessage());
  }

  /** Returns when there is a line with this in it. */
  void await(String part) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (lines.stream().noneMatch(line -> line.contains(part))) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("nothing with '" + part + "' in " + lines);
      }
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setAdditive(true);
    logger.setLevel(null);
  }
}
