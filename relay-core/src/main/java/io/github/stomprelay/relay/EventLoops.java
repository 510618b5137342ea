package io.github.stomprelay.relay;

import io.github.stomprelay.config.RuntimeConfig;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The relay's event loops and the sockets that fit them. Every loop notes once a second that it
 * runs, so that a stuck one is seen from outside.
 */
final class EventLoops {
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final MultiThreadIoEventLoopGroup group;
  private final boolean epoll;
  private final List<AtomicLong> ticks = new ArrayList<>();

  private EventLoops(int loops, boolean epoll) {
    IoHandlerFactory sockets = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.epoll = epoll;
    this.group =
        new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("loop", true), sockets);
    for (EventExecutor loop : group) {
      AtomicLong tick = new AtomicLong(System.nanoTime());
      ticks.add(tick);
      loop.scheduleAtFixedRate(() -> tick.set(System.nanoTime()), 1, 1, TimeUnit.SECONDS);
    }
  }

  static EventLoops start(RuntimeConfig config) throws RelayException {
    int loops =
        config.eventLoops() == 0 ? Runtime.getRuntime().availableProcessors() : config.eventLoops();
    return switch (config.transport()) {
      case AUTO -> new EventLoops(loops, Epoll.isAvailable());
      case NIO -> new EventLoops(loops, false);
      case EPOLL -> {
        if (!Epoll.isAvailable()) {
          throw new RelayException(
              "transport=epoll: not available here ("
                  + Epoll.unavailabilityCause().getMessage()
                  + "); use transport=auto");
        }
        yield new EventLoops(loops, true);
      }
    };
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  List<EventLoop> all() {
    List<EventLoop> loops = new ArrayList<>();
    group.forEach(loop -> loops.add((EventLoop) loop));
    return loops;
  }

  Class<? extends Channel> socketType() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  Class<? extends ServerChannel> listenerType() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  /** Whether every loop has run within the last ten seconds. */
  boolean running() {
    long now = System.nanoTime();
    return ticks.stream().allMatch(tick -> now - tick.get() < STUCK_NANOS);
  }

  void stop() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
