package io.github.stomprelay.testkit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A TCP proxy on loopback that spoils the way between a client and a server, at a test's word.
 * Everything happens on one event loop; each method takes effect before it returns, for the
 * connections that are there and, where it says so, for those to come.
 */
@SuppressWarnings("FutureReturnValueIgnored") // ends of connections are seen as events
public final class FaultProxy implements AutoCloseable {

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final InetSocketAddress target;
  private final Channel listener;
  private final Set<FaultyConnection> connections = new LinkedHashSet<>();
  private FaultyConnection.Fault fault = FaultyConnection.Fault.NONE;
  private long delayMillis;
  private boolean refusing;

  private FaultProxy(int targetPort) {
    target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    listener =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    accept(client);
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel();
  }

  /** Starts a proxy to a port on loopback. */
  public static FaultProxy to(int targetPort) {
    return new FaultProxy(targetPort);
  }

  /** Returns where clients connect, on 127.0.0.1. */
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /**
   * From now on bytes of either side vanish, in present and future connections: a half-open
   * network.
   */
  public void swallow() {
    set(FaultyConnection.Fault.SWALLOW);
  }

  /** From now on nothing is read from either side: buffers fill. Present and future connections. */
  public void pause() {
    set(FaultyConnection.Fault.PAUSE);
  }

  /** Ends {@link #swallow()} (what vanished is lost) and {@link #pause()} (what waited goes on). */
  public void resume() {
    set(FaultyConnection.Fault.NONE);
  }

  /** From now on bytes come later by that much, in both directions; zero ends it. */
  public void delay(Duration later) {
    onLoop(() -> delayMillis = later.toMillis());
  }

  /** Ends all present connections with a TCP reset on both sides. */
  public void reset() {
    onLoop(() -> List.copyOf(connections).forEach(FaultyConnection::reset));
  }

  /** Ends all present connections in the ordinary way. */
  public void disconnect() {
    onLoop(() -> List.copyOf(connections).forEach(FaultyConnection::close));
  }

  /** Whether new connections are closed at once. */
  public void refuse(boolean yes) {
    onLoop(() -> refusing = yes);
  }

  /** Connections that are there. */
  public int connections() {
    return group.next().submit(connections::size).syncUninterruptibly().getNow();
  }

  /** Ends everything. */
  @Override
  public void close() {
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void set(FaultyConnection.Fault next) {
    onLoop(
        () -> {
          fault = next;
          connections.forEach(connection -> connection.set(next));
        });
  }

  private void onLoop(Runnable change) {
    group.next().submit(change).syncUninterruptibly();
  }

  private void accept(SocketChannel client) {
    if (refusing) {
      client.close();
      return;
    }
    SocketChannel server = new NioSocketChannel();
    FaultyConnection connection = new FaultyConnection(client, server, () -> delayMillis, fault);
    connections.add(connection);
    client.closeFuture().addListener(closed -> connections.remove(connection));
    new Bootstrap()
        .group(group)
        .channelFactory(() -> server)
        .option(ChannelOption.AUTO_READ, false)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel ignored) {
                connection.install();
              }
            })
        .connect(target)
        .addListener(
            connected -> {
              if (connected.isSuccess()) {
                connection.start();
              } else {
                client.close();
              }
            });
  }
}
