package io.github.stomprelay.admin;

import io.github.stomprelay.session.Sessions;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The listener of the admin port. */
public final class AdminServer {
  private static final int LARGEST_REQUEST = 8192;
  private static final int IDLE_SECONDS = 30;

  private final Channel channel;
  private final AtomicReference<AdminAccess> access;

  private AdminServer(Channel channel, AtomicReference<AdminAccess> access) {
    this.channel = channel;
    this.access = access;
  }

  /**
   * Binds the admin port.
   *
   * @param inherited a socket that listens already, to be taken instead of a new one; null for none
   * @param metrics asked at each scrape, on an event loop: a relay that nobody scrapes sets up none
   * @param sessions that it shows
   * @return fails with the reason where the address is taken or forbidden
   */
  public static CompletableFuture<AdminServer> bind(
      InetSocketAddress address,
      EventLoopGroup loops,
      Class<? extends ServerChannel> type,
      @Nullable ChannelFactory<ServerChannel> inherited,
      AdminAccess access,
      Health health,
      Supplier<PrometheusRegistry> metrics,
      Sessions sessions) {
    AtomicReference<AdminAccess> current = new AtomicReference<>(access);
    SessionRequests sessionRequests = new SessionRequests(sessions);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel client) {
                    client
                        .pipeline()
                        .addLast("idle", new ReadTimeoutHandler(IDLE_SECONDS))
                        .addLast("http", new HttpServerCodec())
                        .addLast("request", new HttpObjectAggregator(LARGEST_REQUEST))
                        .addLast(
                            "admin",
                            new AdminHandler(current::get, health, metrics, sessionRequests));
                  }
                });
    CompletableFuture<AdminServer> bound = new CompletableFuture<>();
    ChannelFuture binding =
        inherited == null
            ? bootstrap.channel(type).bind(address)
            : bootstrap.channelFactory(inherited).register();
    binding.addListener(
        done -> {
          if (done.isSuccess()) {
            bound.complete(new AdminServer(binding.channel(), current));
          } else {
            bound.completeExceptionally(done.cause());
          }
        });
    return bound;
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  /** Others may ask, from the next request on; any thread. */
  public void access(AdminAccess changed) {
    access.set(changed);
  }

  /** Stops listening. */
  public void close() {
    channel.close();
  }
}
