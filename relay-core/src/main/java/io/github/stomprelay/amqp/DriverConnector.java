package io.github.stomprelay.amqp;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.github.stomprelay.amqp.AsyncConnectionFactory.AsyncConnection;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens AMQP connections pinned to an event loop. Name look-up, TCP and the AMQP handshake block a
 * worker, never a loop. Thread-safe.
 */
final class DriverConnector implements LinkConnector {
  private static final Logger log = LoggerFactory.getLogger(DriverConnector.class);
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  /** What RabbitMQ offers, unless told otherwise. */
  private static final int FRAME_MAX = 128 << 10;

  private final AmqpOptions options;
  private final AmqpTransport transport;
  private final HostAddresses hosts;
  private final AtomicInteger preferred = new AtomicInteger();
  private final ClosingExecutor closing = new ClosingExecutor();

  DriverConnector(AmqpOptions options, AmqpTransport transport) {
    this(options, transport, new HostAddresses(InetAddress::getAllByName));
  }

  DriverConnector(AmqpOptions options, AmqpTransport transport, HostAddresses hosts) {
    this.options = options;
    this.transport = transport;
    this.hosts = hosts;
  }

  @Override
  public void connect(BrokerAccount account, String name, Loop loop, Listener listener) {
    try {
      transport.workers().execute(() -> connectOnWorker(account, name, loop, listener));
    } catch (RejectedExecutionException e) {
      BrokerError error =
          BrokerError.local("overloaded", "no worker free to connect to the broker");
      loop.execute(() -> listener.onFailed(options.addresses().get(0).toString(), error));
    }
  }

  @Override
  public void verify(BrokerAccount account, Loop loop, Broker.VerifyListener listener) {
    connect(
        account,
        options.links().name() + " login " + loop.number(),
        loop,
        new Listener() {
          @Override
          public void onConnected(String address, AmqpConnection connection) {
            connection.close(() -> {});
            listener.onAccepted();
          }

          @Override
          public void onFailed(String address, BrokerError error) {
            listener.onRefused(error);
          }
        });
  }

  private void connectOnWorker(BrokerAccount account, String name, Loop loop, Listener listener) {
    List<AmqpOptions.Address> addresses = options.addresses();
    int first = preferred.get();
    String lastAddress = "";
    BrokerError lastError = BrokerError.local("unreachable", "");
    for (int i = 0; i < addresses.size(); i++) {
      int index = Math.floorMod(first + i, addresses.size());
      lastAddress = addresses.get(index).toString();
      try {
        AmqpConnection connection = open(addresses.get(index), account, name, loop);
        preferred.set(index);
        String address = lastAddress;
        loop.execute(() -> listener.onConnected(address, connection));
        return;
      } catch (Exception | LinkageError e) {
        log.debug("connecting {} to {}", name, lastAddress, e);
        lastError = BrokerErrors.ofConnecting(lastAddress, e);
      }
      if (BrokerErrors.isRefusal(lastError)) {
        break;
      }
    }
    String address = lastAddress;
    BrokerError error = lastError;
    loop.execute(() -> listener.onFailed(address, error));
  }

  private AmqpConnection open(
      AmqpOptions.Address address, BrokerAccount account, String name, Loop loop) throws Exception {
    @Nullable Exception failed = null;
    for (InetAddress each : hosts.of(address.host())) {
      try {
        AmqpConnection connection = open(address, each, account, name, loop);
        hosts.worked(address.host(), each);
        return connection;
      } catch (Exception e) {
        if (BrokerErrors.isRefusal(BrokerErrors.ofConnecting(address.toString(), e))) {
          throw e;
        }
        log.debug("connecting {} to {}", name, each, e);
        failed = e;
      }
    }
    throw failed == null ? new UnknownHostException(address.host()) : failed;
  }

  private AmqpConnection open(
      AmqpOptions.Address address, InetAddress at, BrokerAccount account, String name, Loop loop)
      throws Exception {
    AsyncConnectionFactory factory = factory(account);
    AtomicReference<@Nullable LinkPressure> pressure = new AtomicReference<>();
    factory
        .netty()
        .bootstrapCustomizer(
            b ->
                b.group(loop.eventLoop())
                    .channel(transport.channelType())
                    .resolver(new ResolvedAddress(at))
                    .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        (int) options.links().connectTimeout().toMillis())
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK))
        .channelCustomizer(
            socket -> {
              LinkPressure watch = new LinkPressure(loop, address.toString(), socket);
              socket.pipeline().addFirst(watch);
              pressure.set(watch);
            });
    if (transport.tls() != null) {
      factory.netty().sslContext(transport.tls());
    }
    Connection connection =
        factory.newConnection(List.of(new Address(address.host(), address.port())), name);
    return new DriverConnection(
        loop,
        (AsyncConnection) connection,
        Objects.requireNonNull(pressure.get()),
        options.links().rpcTimeout(),
        transport.workers());
  }

  /**
   * The first size of a body that the driver refuses, and of a frame where the broker sets no
   * limit. Larger deliveries than permitted do not come so far ({@link AmqpChannel.Incoming}), and
   * what is returned was published here.
   */
  private static int largestBody(AmqpOptions options) {
    int permitted = Math.min(options.publishing().maxMessageSize(), Integer.MAX_VALUE - 1);
    return Math.max(FRAME_MAX, permitted + 1);
  }

  private AsyncConnectionFactory factory(BrokerAccount account) {
    AsyncConnectionFactory factory = new AsyncConnectionFactory(account);
    AmqpOptions.Links links = options.links();
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(links.heartbeatSeconds());
    factory.setConnectionTimeout((int) links.connectTimeout().toMillis());
    factory.setHandshakeTimeout((int) links.connectTimeout().toMillis());
    factory.setChannelRpcTimeout((int) links.connectTimeout().toMillis());
    factory.setSharedExecutor(new DirectExecutor());
    factory.setShutdownExecutor(closing);
    factory.setMaxInboundMessageBodySize(largestBody(options));
    factory.setExceptionHandler(new LoggingExceptionHandler());
    Map<String, Object> properties = new HashMap<>(AMQConnection.defaultClientProperties());
    properties.putAll(links.clientProperties());
    factory.setClientProperties(properties);
    return factory;
  }

  private static final class LoggingExceptionHandler extends ForgivingExceptionHandler {
    @Override
    protected void log(String message, Throwable e) {
      log.debug("driver: {}", message, e);
    }
  }
}
