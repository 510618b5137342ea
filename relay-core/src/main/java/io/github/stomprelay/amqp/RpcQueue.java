package io.github.stomprelay.amqp;

import com.rabbitmq.client.Command;
import com.rabbitmq.client.Method;
import io.github.stomprelay.broker.BrokerError;
import io.github.stomprelay.task.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The RPCs of one channel: one is at the broker at a time (the driver would block on a second), the
 * others wait for its reply, and each has a time limit. Confined to its link's loop.
 */
final class RpcQueue {
  private static final Logger log = LoggerFactory.getLogger(RpcQueue.class);

  /** Where they go. */
  interface Sender {
    /** Sends a method that has no reply. */
    void asyncRpc(Method method) throws IOException;

    /** Sends a method; completes with its reply, on any thread. */
    CompletableFuture<Command> asyncCompletableRpc(Method method) throws IOException;
  }

  /** Compared by identity: it is asked whether the one at the broker is still the same. */
  private static final class Rpc {
    final List<Method> ahead;
    final Method method;
    final Consumer<Method> replied;
    final Consumer<BrokerError> failed;

    Rpc(List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
      this.ahead = ahead;
      this.method = method;
      this.replied = replied;
      this.failed = failed;
    }
  }

  private final Loop loop;
  private final Sender channel;
  private final Duration timeout;
  private final Consumer<BrokerError> timedOut;
  private final Queue<Rpc> waiting = new ArrayDeque<>();
  private @Nullable Rpc current;
  private @Nullable Timer timer;
  private boolean ended;

  /**
   * @param timedOut called when the broker does not reply within {@code timeout}; nothing more is
   *     sent until {@link #fail} ends the queue
   */
  RpcQueue(Loop loop, Sender channel, Duration timeout, Consumer<BrokerError> timedOut) {
    this.loop = loop;
    this.channel = channel;
    this.timeout = timeout;
    this.timedOut = timedOut;
  }

  /** The RPC that is at the broker already: the opening of the channel. */
  void sent(Method method, CompletableFuture<Command> reply) {
    inFlight(new Rpc(List.of(), method, ok -> {}, error -> {}), reply);
  }

  /**
   * Sends a method when those before it have their replies.
   *
   * @param ahead methods without a reply, sent just before it
   */
  void add(
      List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
    waiting.add(new Rpc(ahead, method, replied, failed));
    next();
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return current == null ? null : current.method;
  }

  private void next() {
    if (current != null || ended) {
      return;
    }
    Rpc rpc = waiting.poll();
    if (rpc == null) {
      return;
    }
    try {
      for (Method each : rpc.ahead) {
        channel.asyncRpc(each);
      }
      inFlight(rpc, channel.asyncCompletableRpc(rpc.method));
    } catch (IOException | RuntimeException e) {
      // the channel is going down: its shutdown signal comes and says why, or the timer ends it
      log.debug("sending {}", rpc.method.protocolMethodName(), e);
      inFlight(rpc, new CompletableFuture<>());
    }
  }

  private void inFlight(Rpc rpc, CompletableFuture<Command> reply) {
    current = rpc;
    timer = loop.after(timeout.toMillis(), () -> timedOut(rpc));
    var unused =
        reply.whenComplete(
            (command, failure) -> {
              if (failure == null) {
                loop.run(() -> replied(rpc, command.getMethod()));
              }
              // a failure is told by the shutdown signal
            });
  }

  private void replied(Rpc rpc, Method reply) {
    if (current == rpc) {
      finish();
      rpc.replied.accept(reply);
      next();
    }
  }

  private void timedOut(Rpc rpc) {
    if (current == rpc && !ended) {
      timedOut.accept(
          BrokerError.local(
              BrokerErrors.TIMEOUT,
              "the broker did not answer "
                  + rpc.method.protocolMethodName()
                  + " within "
                  + timeout.toSeconds()
                  + " s"));
    }
  }

  /** The channel is closed: the RPC in flight fails, then those that wait. */
  void fail(BrokerError error) {
    ended = true;
    Rpc guilty = current;
    finish();
    if (guilty != null) {
      guilty.failed.accept(error);
    }
    for (Rpc rpc = waiting.poll(); rpc != null; rpc = waiting.poll()) {
      rpc.failed.accept(error);
    }
  }

  /** The channel is closed and nobody is told; {@link #inFlight} stays as it is. */
  void end() {
    ended = true;
    cancelTimer();
  }

  private void finish() {
    current = null;
    cancelTimer();
  }

  private void cancelTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
