package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
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

/** A channel of the driver's, from its opening to its end. Confined to its link's loop. */
final class DriverChannel implements AmqpChannel {
  private static final Logger log = LoggerFactory.getLogger(DriverChannel.class);

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

  private DriverChannel(
      Loop loop, AsyncChannel channel, Duration timeout, Consumer<BrokerError> closed) {
    this.loop = loop;
    this.channel = channel;
    this.closed = closed;
    this.rpcs = new RpcQueue(loop, channel, timeout, this::timedOut);
  }

  /** {@link AmqpConnection#openChannel}. */
  static @Nullable DriverChannel open(
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
    DriverChannel channel = new DriverChannel(loop, raw, timeout, closed);
    channel.rpcs.sent(new AMQP.Channel.Open.Builder().build(), raw.opened());
    raw.addShutdownListener(cause -> loop.run(() -> channel.shutDown(cause)));
    return channel;
  }

  @Override
  public boolean isOpen() {
    return state == State.OPEN;
  }

  @Override
  public @Nullable Method inFlight() {
    return rpcs.inFlight();
  }

  @Override
  public void rpc(
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

  @Override
  public void publish(
      String exchange,
      String routingKey,
      boolean mandatory,
      AMQP.BasicProperties properties,
      byte[] body)
      throws IOException {
    channel.basicPublish(exchange, routingKey, mandatory, false, properties, body);
  }

  @Override
  public void ack(long tag, boolean multiple) throws IOException {
    channel.basicAck(tag, multiple);
  }

  @Override
  public void nack(long tag, boolean requeue) throws IOException {
    channel.basicNack(tag, false, requeue);
  }

  @Override
  public void listen(Confirms confirms) {
    channel.addConfirmListener(confirms::onAck, confirms::onNack);
    channel.addReturnListener(confirms::onReturn);
  }

  @Override
  public void listen(Incoming incoming) {
    channel.askBeforeBodies(incoming);
    channel.setDefaultConsumer(
        new DefaultConsumer(channel) {
          @Override
          public void handleDelivery(
              String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
            incoming.onDelivery(envelope, properties, body);
          }

          @Override
          public void handleCancel(String tag) {
            incoming.onCancel();
          }
        });
  }

  @Override
  public void close(Runnable done) {
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
    closeAtOnce("timeout");
    fail(error);
  }

  @Override
  public void broken(Exception why) {
    // the consumer that was settling is told afterwards, and not at all where the link is going
    // down
    loop.execute(
        () -> {
          if (state == State.OPEN && channel.isOpen()) {
            log.warn("a channel that cannot settle deliveries is closed: {}", why.toString());
            closeAtOnce("cannot settle");
            fail(BrokerError.local("channel_closed", "deliveries could not be settled"));
          }
        });
  }

  /** Another RPC would wait for the one that hangs; this does not wait. */
  private void closeAtOnce(String why) {
    try {
      channel.asyncRpc(new AMQP.Channel.Close.Builder().replyCode(200).replyText(why).build());
    } catch (IOException | RuntimeException e) {
      log.debug("closing a channel that hangs", e);
    }
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
