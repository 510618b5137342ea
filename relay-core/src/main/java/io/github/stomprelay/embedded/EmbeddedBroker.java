package io.github.stomprelay.embedded;

import io.github.stomprelay.task.Guarded;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An AMQP 0-9-1 broker in memory, for trying out and for tests. It listens on loopback only, has
 * one user and the one vhost "/", and forgets everything when it is closed.
 *
 * <p>It answers the methods that the relay sends, with RabbitMQ's reply codes and scopes:
 * exchange.declare and delete (direct, fanout, topic, headers), queue.declare, bind, unbind, purge
 * and delete, basic.publish, qos (per consumer), consume, cancel, get, ack, nack and reject,
 * confirm.select. Everything else (transactions, basic.recover, bindings between exchanges, global
 * qos, channel.flow) closes the connection with 540. Of the queue arguments x-message-ttl,
 * x-max-length and x-overflow are enforced; all others (dead-lettering, x-expires, priorities,
 * queue types, single active consumer) are accepted, remembered and compared, and have no effect.
 * The same goes for an exchange's alternate-exchange and for "durable".
 *
 * <p>All its work is done on one thread of its own. {@link #start} and {@link #close} block and may
 * be called from any thread but that one.
 */
// a listener that does not close and a task of a loop that ends need nothing more done
@SuppressWarnings("FutureReturnValueIgnored")
public final class EmbeddedBroker implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int FLUSHES_PER_TURN = 256;
  private static final int CLOSE_SECONDS = 2;

  private final BrokerOptions options;
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("embedded-broker", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Connections connections;
  private final VirtualHost host;
  private final Channel listener;

  private EmbeddedBroker(int port, BrokerOptions options) throws IOException {
    this.options = options;
    connections = new Connections(options.maxConnections());
    host = new VirtualHost(options.maxQueues(), new Memory(options.maxMemoryBytes()), this::after);
    listener = listen(port);
  }

  /**
   * Starts a broker on 127.0.0.1.
   *
   * @param port 0: a free one
   * @throws IOException the port is taken
   */
  public static EmbeddedBroker start(int port, BrokerOptions options) throws IOException {
    EmbeddedBroker broker = new EmbeddedBroker(port, options);
    log.warn(
        "Embedded AMQP broker on 127.0.0.1:{}: for trying out only. Messages are kept in memory (at"
            + " most {} MiB) and nothing survives the end of this process.",
        broker.port(),
        options.maxMemoryBytes() >> 20);
    return broker;
  }

  /** The port that it listens on. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /** {@code amqp://user:password@127.0.0.1:port}; do not log it. */
  public String uri() {
    return "amqp://"
        + encoded(options.user())
        + ":"
        + encoded(options.password())
        + "@127.0.0.1:"
        + port();
  }

  /** Tells all clients (320), closes their connections and forgets everything. Idempotent. */
  @Override
  public void close() {
    if (!group.isShuttingDown()) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
      for (ChannelFuture end : loop.submit(this::farewell).syncUninterruptibly().getNow()) {
        end.awaitUninterruptibly(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    }
    group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  // the clients agree and leave; those that do not are cut off
  private List<ChannelFuture> farewell() {
    listener.close();
    AmqpError reason =
        AmqpError.ofConnection(ReplyCode.CONNECTION_FORCED, "the embedded broker ends");
    return connections.all().stream().map(connection -> connection.fail(reason)).toList();
  }

  private Channel listen(int port) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel socket) {
                    accept(socket);
                  }
                });
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
      throw new IOException(
          "The embedded broker cannot listen on 127.0.0.1:"
              + port
              + ": "
              + bound.cause().getMessage()
              + ". Give another port, or 0 for a free one.",
          bound.cause());
    }
    return bound.channel();
  }

  private void accept(SocketChannel socket) {
    FrameDecoder decoder = new FrameDecoder();
    socket
        .pipeline()
        .addLast("flushes", new FlushConsolidationHandler(FLUSHES_PER_TURN, true))
        .addLast("frames", decoder)
        .addLast("connection", new BrokerConnection(socket, decoder, options, host, connections));
  }

  private void after(long millis, Runnable task) {
    Guarded.after(loop, Duration.ofMillis(millis), "embedded", "timer", task);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
