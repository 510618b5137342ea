package io.github.stomprelay.transport;

import io.github.stomprelay.limit.MemoryBudget;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A transport server with echoing sessions, on the loopback. */
final class TransportFixture implements AutoCloseable {
  final EchoSessions sessions = new EchoSessions();
  final TransportServer server;
  final MemoryBudget memory;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

  TransportFixture() {
    this(TransportSettings.DEFAULT);
  }

  TransportFixture(TransportSettings settings) {
    this(settings, MemoryBudget.unlimited());
  }

  TransportFixture(TransportSettings settings, MemoryBudget memory) {
    this.memory = memory;
    server =
        new TransportServer(loops, loops, NioServerSocketChannel.class, sessions, memory, settings);
  }

  /** A free port of the loopback. */
  static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Listens; the address. */
  InetSocketAddress listen(Listener listener) {
    return server.listen(listener).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    server.close();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
