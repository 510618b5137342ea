package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import io.github.stomprelay.amqp.AsyncConnectionFactory.AsyncChannel;
import io.github.stomprelay.broker.BrokerError;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AMQP channel used without blocking, from its opening to its end. Confined to its link's loop.
 *
 * <p>When the whole link is lost the channel falls silent: the link's owner is told, and asks
 * {@link #inFlight} who was to blame.
 */
final class AmqpChannel {
  private static final Logger log = LoggerFactory.getLogger(AmqpChannel.class);

  private enum State {
    OPEN,
    CLOSING,
    CLOSED
  }

  private final Loop loop;
  private final AsyncChannel channel;
  private final Consumer<BrokerError> closed;
  private final RpcQueue rpcs;
  private State state = State.OPEN;

  private AmqpChannel(
      Loop loop, AsyncChannel channel, Duration timeout, Consumer<BrokerError> closed) {
    this.loop = loop;
    this.channel = channel;
    this.closed = closed;
    this.rpcs = new RpcQueue(loop, channel, timeout, this::timedOut);
  }

  /**
   * Opens a channel; usable at once, what is asked of it waits for the broker's open-ok.
   *
   * @param closed called when the broker closes the channel alone, after the RPC that was in flight
   *     has failed; not while the owner is closing it, who may have another one by then
   * @return null when the link has no channel numbers left, or is going down
   */
  static @Nullable AmqpChannel open(
      Loop loop, Connection connection, Duration timeout, Consumer<BrokerError> closed) {
    AsyncChannel raw;
    try {
      raw = (AsyncChannel) connection.createChannel();
    } catch (IOException | RuntimeException e) {
      log.debug("opening a channel", e);
      raw = null;
    }
    if (raw == null) {
      return null;
    }
    AmqpChannel channel = new AmqpChannel(loop, raw, timeout, closed);
    channel.rpcs.sent(new AMQP.Channel.Open.Builder().build(), raw.opened());
    raw.addShutdownListener(cause -> loop.run(() -> channel.shutDown(cause)));
    return channel;
  }

  /** The driver's channel, for publishing, acknowledging and listeners: what needs no reply. */
  AsyncChannel raw() {
    return channel;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** The method at the broker now, or null. */
  @Nullable Method inFlight() {
    return rpcs.inFlight();
  }

  /**
   * Sends a method that has a reply, after those before it have theirs. When the channel is closed,
   * the one in flight fails with the broker's reason, the waiting ones as well.
   */
  void rpc(Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
    rpc(List.of(), method, replied, failed);
  }

  /**
   * The same with methods ahead of it that have no reply. If the broker refuses one of them it is
   * this RPC that fails.
   */
  void rpc(
      List<Method> ahead, Method method, Consumer<Method> replied, Consumer<BrokerError> failed) {
    assert loop.inside();
    if (state != State.OPEN) {
      failed.accept(BrokerError.local("channel_closed", "the channel is closed"));
      return;
    }
    for (Method each : ahead) {
      if (refused(each, failed)) {
        return;
      }
    }
    if (refused(method, failed)) {
      return;
    }
    rpcs.add(ahead, method, replied, failed);
  }

  /** Refuses what cannot be sent as the broker would: the channel ends. */
  private boolean refused(Method method, Consumer<BrokerError> failed) {
    @Nullable String objection = channel.objection(method);
    if (objection == null) {
      return false;
    }
    BrokerError error =
        BrokerError.local(
            "invalid_arguments", method.protocolMethodName() + " cannot be sent: " + objection);
    close(() -> {});
    loop.execute(
        () -> {
          failed.accept(error);
          closed.accept(error);
        });
    return true;
  }

  /**
   * Closes it, after the RPCs before. The broker gives unsettled deliveries back to their queue.
   */
  void close(Runnable done) {
    if (state != State.OPEN) {
      done.run();
      return;
    }
    rpc(
        Methods.closeChannel(),
        ok -> {
          state = State.CLOSED;
          rpcs.end();
          channel.forget();
          done.run();
        },
        error -> done.run());
    if (state == State.OPEN) {
      state = State.CLOSING;
    }
  }

  private void timedOut(BrokerError error) {
    try {
      // another RPC would wait for the one that hangs; this does not wait
      channel.asyncRpc(
          new AMQP.Channel.Close.Builder().replyCode(200).replyText("timeout").build());
    } catch (IOException | RuntimeException e) {
      log.debug("closing a channel that hangs", e);
    }
    fail(error);
  }

  private void shutDown(ShutdownSignalException cause) {
    if (state == State.CLOSED) {
      return;
    }
    if (cause.isHardError()) {
      state = State.CLOSED;
      rpcs.end();
    } else {
      fail(BrokerErrors.of(cause));
    }
  }

  private void fail(BrokerError error) {
    boolean unasked = state == State.OPEN;
    state = State.CLOSED;
    rpcs.fail(error);
    if (unasked) {
      closed.accept(error);
    }
  }
}
