package io.github.stomprelay.relay;

import io.github.stomprelay.amqp.AmqpBroker;
import io.github.stomprelay.config.RuntimeConfig;
import io.github.stomprelay.route.SharedPresence;
import io.github.stomprelay.session.Sessions;
import io.github.stomprelay.transport.TransportServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of {@link Relay#drain}, each no longer than until a deadline. Blocks. */
final class Drain {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);

  /** What confirms and acknowledgements get even when the sessions took all of the time. */
  private static final Duration LEAST_FOR_BROKER = Duration.ofMillis(100);

  private final RelayHealth health;
  private final TransportServer transport;
  private final Sessions sessions;
  private final SharedPresence presence;
  private final AmqpBroker broker;
  private final CompletableFuture<Void> closed;

  /**
   * @param closed completes when the relay is closed: nothing that a drain waits for would come any
   *     more
   */
  Drain(
      RelayHealth health,
      TransportServer transport,
      Sessions sessions,
      SharedPresence presence,
      AmqpBroker broker,
      CompletableFuture<Void> closed) {
    this.health = health;
    this.transport = transport;
    this.sessions = sessions;
    this.presence = presence;
    this.broker = broker;
    this.closed = closed;
  }

  /** Returns when all is flushed, the time is over, or the relay has been closed meanwhile. */
  void run(RuntimeConfig.Drain options) {
    long deadline = System.nanoTime() + options.timeout().toNanos();
    health.serving(false);
    log.info("draining: {} sessions", sessions.count());
    if (closedWithin(options.delay())) {
      return;
    }
    transport.close();
    await(sessions.drain(options.window()), deadline);
    if (closed.isDone()) {
      return;
    }
    presence.stop();
    long left = Math.max(LEAST_FOR_BROKER.toNanos(), deadline - System.nanoTime());
    await(broker.close(Duration.ofNanos(left)), deadline);
    log.info("drained");
  }

  private boolean closedWithin(Duration time) {
    try {
      closed.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
    return closed.isDone();
  }

  private void await(CompletionStage<?> stage, long deadline) {
    CompletableFuture<?> either = CompletableFuture.anyOf(stage.toCompletableFuture(), closed);
    try {
      either.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      log.warn("drain.timeout is over, the rest is cut off");
    } catch (ExecutionException e) {
      log.warn("draining: {}", String.valueOf(e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
