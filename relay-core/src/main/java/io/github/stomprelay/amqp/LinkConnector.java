package io.github.stomprelay.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import io.github.stomprelay.broker.Broker;
import io.github.stomprelay.broker.BrokerAccount;
import io.github.stomprelay.broker.BrokerError;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens AMQP connections pinned to an event loop. Name look-up, TCP and the AMQP handshake block a
 * worker, never a loop. Thread-safe.
 */
final class LinkConnector {
  private static final Logger log = LoggerFactory.getLogger(LinkConnector.class);
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(256 << 10, 1 << 20);

  private static final int CLOSE_PATIENCE_MILLIS = 3_000;

  /** The most that RabbitMQ can be configured to accept. */
  private static final int MAX_BODY = 512 << 20;

  /** Told on the loop how connecting went. */
  interface Listener {
    void onConnected(String address, Connection connection);

    void onFailed(String address, BrokerError error);
  }

  private final AmqpOptions options;
  private final AmqpTransport transport;
  private final HostAddresses hosts;
  private final AtomicInteger preferred = new AtomicInteger();
  private final ClosingExecutor closing = new ClosingExecutor();

  LinkConnector(AmqpOptions options, AmqpTransport transport) {
    this(options, transport, new HostAddresses(InetAddress::getAllByName));
  }

  LinkConnector(AmqpOptions options, AmqpTransport transport, HostAddresses hosts) {
    this.options = options;
    this.transport = transport;
    this.hosts = hosts;
  }

  /**
   * Tries every address once, and every IP address of a name; the last one that worked comes first.
   */
  void connect(
      BrokerAccount account,
      String name,
      Loop loop,
      Consumer<Channel> socketSetUp,
      Listener listener) {
    try {
      transport
          .workers()
          .execute(() -> connectOnWorker(account, name, loop, socketSetUp, listener));
    } catch (RejectedExecutionException e) {
      BrokerError error =
          BrokerError.local("overloaded", "no worker free to connect to the broker");
      loop.execute(() -> listener.onFailed(options.addresses().get(0).toString(), error));
    }
  }

  /** Asks the broker whether it accepts an account, by a connection for that alone. */
  void verify(BrokerAccount account, Loop loop, Broker.VerifyListener listener) {
    connect(
        account,
        options.links().name() + " login " + loop.number(),
        loop,
        socket -> {},
        new Listener() {
          @Override
          public void onConnected(String address, Connection connection) {
            connection.abort(AMQP.REPLY_SUCCESS, "OK", CLOSE_PATIENCE_MILLIS);
            listener.onAccepted();
          }

          @Override
          public void onFailed(String address, BrokerError error) {
            listener.onRefused(error);
          }
        });
  }

  /**
   * Has the broker take a newer password for an open connection.
   *
   * @param told on the loop: what is wrong, or null
   */
  void updateSecret(
      Connection connection, String password, Loop loop, Consumer<@Nullable String> told) {
    RenewableCredentials credentials =
        ((AsyncConnectionFactory.AsyncConnection) connection).credentials();
    try {
      transport
          .workers()
          .execute(
              () -> {
                @Nullable String problem = updateOnWorker(credentials, password);
                loop.execute(() -> told.accept(problem));
              });
    } catch (RejectedExecutionException e) {
      loop.execute(() -> told.accept("no worker free"));
    }
  }

  private static @Nullable String updateOnWorker(
      RenewableCredentials credentials, String password) {
    try {
      credentials.renew(password);
      return null;
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void connectOnWorker(
      BrokerAccount account,
      String name,
      Loop loop,
      Consumer<Channel> socketSetUp,
      Listener listener) {
    List<AmqpOptions.Address> addresses = options.addresses();
    int first = preferred.get();
    String lastAddress = "";
    BrokerError lastError = BrokerError.local("unreachable", "");
    for (int i = 0; i < addresses.size(); i++) {
      int index = Math.floorMod(first + i, addresses.size());
      lastAddress = addresses.get(index).toString();
      try {
        Connection connection = open(addresses.get(index), account, name, loop, socketSetUp);
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

  private Connection open(
      AmqpOptions.Address address,
      BrokerAccount account,
      String name,
      Loop loop,
      Consumer<Channel> socketSetUp)
      throws Exception {
    @Nullable Exception failed = null;
    for (InetAddress each : hosts.of(address.host())) {
      try {
        Connection connection = open(address, each, account, name, loop, socketSetUp);
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

  private Connection open(
      AmqpOptions.Address address,
      InetAddress at,
      BrokerAccount account,
      String name,
      Loop loop,
      Consumer<Channel> socketSetUp)
      throws Exception {
    AsyncConnectionFactory factory = factory(account);
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
        .channelCustomizer(socketSetUp);
    if (options.tls() != null) {
      factory.netty().sslContext(options.tls());
    }
    return factory.newConnection(List.of(new Address(address.host(), address.port())), name);
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
    factory.setMaxInboundMessageBodySize(MAX_BODY);
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
