package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.Command;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.MetricsCollector;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ChannelManager;
import com.rabbitmq.client.impl.ChannelN;
import com.rabbitmq.client.impl.ConnectionParams;
import com.rabbitmq.client.impl.ConsumerWorkService;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import io.github.stomprelay.broker.BrokerAccount;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections whose channels open without blocking: {@code createChannel()} returns at once
 * and {@link AsyncChannel#opened} tells when. Extends the driver's {@code impl} package, which the
 * driver does not promise to keep.
 */
final class AsyncConnectionFactory extends ConnectionFactory {
  private final RenewableCredentials credentials;

  AsyncConnectionFactory(BrokerAccount account) {
    credentials = new RenewableCredentials(account);
    setCredentialsProvider(credentials);
    setCredentialsRefreshService(credentials);
    setVirtualHost(account.virtualHost());
  }

  /** As they are: the driver would look a single name up itself, and try each of its addresses. */
  @Override
  protected AddressResolver createAddressResolver(List<Address> addresses) {
    return () -> addresses;
  }

  @Override
  protected AMQConnection createConnection(
      ConnectionParams params, FrameHandler handler, MetricsCollector metrics) {
    return new AsyncConnection(params, handler, credentials);
  }

  /** A connection that takes a newer password. */
  static final class AsyncConnection extends AMQConnection {
    private final RenewableCredentials credentials;

    AsyncConnection(
        ConnectionParams params, FrameHandler handler, RenewableCredentials credentials) {
      super(params, handler);
      this.credentials = credentials;
    }

    RenewableCredentials credentials() {
      return credentials;
    }

    @Override
    protected ChannelManager instantiateChannelManager(int channelMax, ThreadFactory threads) {
      ChannelManager manager = new AsyncChannels(_workService, channelMax, threads);
      configureChannelManager(manager);
      return manager;
    }
  }

  private static final class AsyncChannels extends ChannelManager {
    AsyncChannels(ConsumerWorkService work, int channelMax, ThreadFactory threads) {
      super(work, channelMax, threads, NO_METRICS, NO_OBSERVATION);
    }

    @Override
    protected ChannelN instantiateChannel(
        AMQConnection connection, int number, ConsumerWorkService work) {
      return new AsyncChannel(connection, number, work);
    }

    private static final MetricsCollector NO_METRICS =
        new com.rabbitmq.client.NoOpMetricsCollector();
    private static final com.rabbitmq.client.observation.ObservationCollector NO_OBSERVATION =
        com.rabbitmq.client.observation.ObservationCollector.NO_OP;
  }

  /** A channel that opens and closes without blocking, and skips bodies that nobody wants. */
  static final class AsyncChannel extends ChannelN implements RpcQueue.Sender {
    private CompletableFuture<Command> opened = new CompletableFuture<>();
    private AmqpChannel.@Nullable Incoming consumer;

    /** Of the delivery that has begun: its first frame. */
    private byte @Nullable [] deliver;

    /** Bytes of a body that nobody wants. */
    private long skipping;

    AsyncChannel(AMQConnection connection, int number, ConsumerWorkService work) {
      super(connection, number, work);
    }

    @Override
    public void open() throws IOException {
      opened = asyncCompletableRpc(new AMQP.Channel.Open.Builder().build());
    }

    /** To be set before consuming. */
    void askBeforeBodies(AmqpChannel.Incoming incoming) {
      consumer = incoming;
    }

    @Override
    public void handleFrame(Frame frame) throws IOException {
      if (consumer == null) {
        super.handleFrame(frame);
        return;
      }
      byte[] payload = frame.getPayload();
      switch (frame.getType()) {
        case AMQP.FRAME_METHOD -> {
          deliver = DeliverFrames.isDeliver(payload) ? payload : null;
          super.handleFrame(frame);
        }
        case AMQP.FRAME_HEADER -> super.handleFrame(admitted(consumer, frame, payload));
        case AMQP.FRAME_BODY -> {
          if (skipping > 0) {
            skipping -= payload.length;
          } else {
            super.handleFrame(frame);
          }
        }
        default -> super.handleFrame(frame);
      }
    }

    /** The header as it is, or one without a body. */
    private Frame admitted(AmqpChannel.Incoming asked, Frame frame, byte[] header) {
      byte[] method = deliver;
      deliver = null;
      if (method == null) {
        return frame;
      }
      long body = DeliverFrames.bodySize(header);
      if (body < 0) {
        return frame; // the driver refuses it, and ends the link
      }
      if (asked.admits(body, header.length, DeliverFrames.isRedelivered(method))) {
        return frame;
      }
      skipping = body;
      return new Frame(AMQP.FRAME_HEADER, frame.getChannel(), DeliverFrames.withoutBody(header));
    }

    /** Completes with channel.open-ok. */
    CompletableFuture<Command> opened() {
      return opened;
    }

    /**
     * Returns why a method cannot be sent, or null. To be asked before: when the driver fails while
     * it sends, it waits for the reply all the same, and for a frame that is too large the broker
     * closes the link, which others share.
     */
    @Nullable String objection(Method method) {
      int most = getConnection().getFrameMax();
      try {
        int size = ((com.rabbitmq.client.impl.Method) method).toFrame(getChannelNumber()).size();
        return most == 0 || size <= most
            ? null
            : "with its arguments it takes " + size + " bytes, at most " + most + " are allowed";
      } catch (IllegalArgumentException | IOException e) {
        return String.valueOf(e.getMessage());
      }
    }

    /** To be called on channel.close-ok: gives the channel's number back. */
    void forget() {
      processShutdownSignal(
          new ShutdownSignalException(false, true, Methods.closeChannel(), this), true, false);
      getConnection().disconnectChannel(this);
    }
  }
}
