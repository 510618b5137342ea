package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.stomprelay.amqp.AsyncConnectionFactory.AsyncConnection;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.task.Timer;
import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open connection of the driver's. What blocks runs on a worker. Confined to its loop, but made
 * on a worker.
 */
final class DriverConnection implements AmqpConnection {
  private static final Logger log = LoggerFactory.getLogger(DriverConnection.class);
  private static final long CLOSE_PATIENCE_MILLIS = 3_000;

  private final Loop loop;
  private final AsyncConnection connection;
  private final LinkPressure pressure;
  private final Duration rpcTimeout;
  private final Executor workers;
  private int updates;

  DriverConnection(
      Loop loop,
      AsyncConnection connection,
      LinkPressure pressure,
      Duration rpcTimeout,
      Executor workers) {
    this.loop = loop;
    this.connection = connection;
    this.pressure = pressure;
    this.rpcTimeout = rpcTimeout;
    this.workers = workers;
    connection.addBlockedListener(pressure);
  }

  @Override
  public void listen(Events events) {
    pressure.onChange(events::onPressureChanged);
    // told at once when it is gone already
    connection.addShutdownListener(cause -> loop.run(() -> lost(cause, events)));
  }

  private void lost(ShutdownSignalException cause, Events events) {
    pressure.onChange(() -> {});
    events.onLost(LinkLoss.of(cause));
  }

  @Override
  public boolean isOpen() {
    return connection.isOpen();
  }

  @Override
  public boolean isWritable() {
    return pressure.isWritable();
  }

  @Override
  public @Nullable String blocked() {
    return pressure.blocked();
  }

  @Override
  public int channelMax() {
    return connection.getChannelMax();
  }

  @Override
  public @Nullable AmqpChannel openChannel(Consumer<BrokerError> closed) {
    return DriverChannel.open(loop, connection, rpcTimeout, closed);
  }

  @Override
  public void updateSecret(String password, Consumer<@Nullable String> told) {
    updates++;
    Consumer<@Nullable String> updated =
        problem -> {
          updates--;
          told.accept(problem);
        };
    try {
      workers.execute(
          () -> {
            @Nullable String problem = updateOnWorker(password);
            loop.execute(() -> updated.accept(problem));
          });
    } catch (RejectedExecutionException e) {
      loop.execute(() -> updated.accept("no worker free"));
    }
  }

  private @Nullable String updateOnWorker(String password) {
    try {
      connection.credentials().renew(password);
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Override
  public void close(Runnable done) {
    Channel socket = pressure.socket();
    Timer guard = loop.after(CLOSE_PATIENCE_MILLIS, this::drop);
    socket
        .closeFuture()
        .addListener(
            f -> {
              guard.cancel();
              loop.execute(done);
            });
    if (updates > 0) {
      // the driver waits for an answer, and the closing would wait as well
      drop();
      return;
    }
    try {
      connection.close(AMQP.REPLY_SUCCESS, "OK", (int) CLOSE_PATIENCE_MILLIS);
    } catch (IOException | RuntimeException e) {
      log.debug("closing a link", e);
      drop();
    }
  }

  @Override
  public void drop() {
    var unused = pressure.socket().close();
  }
}
