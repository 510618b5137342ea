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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The relay's event loops and the sockets that fit them. Every loop has a {@link LoopPulse}, so
 * that a stuck one is seen from outside.
 */
final class EventLoops {
  private final MultiThreadIoEventLoopGroup group;
  private final boolean epoll;
  private final List<LoopPulse> pulses = new ArrayList<>();

  private EventLoops(int loops, boolean epoll) {
    IoHandlerFactory sockets = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.epoll = epoll;
    this.group =
        new MultiThreadIoEventLoopGroup(loops, new DefaultThreadFactory("loop", true), sockets);
    for (EventExecutor loop : group) {
      pulses.add(LoopPulse.start(loop));
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

  /** Returns whether every loop has run lately. */
  boolean ranWithin(Duration time) {
    return pulses.stream().allMatch(pulse -> pulse.ranWithin(time));
  }

  /** Returns how late each loop is, in seconds; in the order of {@link #all}. */
  List<Double> lags() {
    return pulses.stream().map(LoopPulse::lagSeconds).toList();
  }

  void stop() {
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS);
  }
}
