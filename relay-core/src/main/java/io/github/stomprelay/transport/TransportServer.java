package io.github.stomprelay.transport;

import io.github.stomprelay.limit.LogLimit;
import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.session.SessionAcceptor;
import io.github.stomprelay.stomp.StompEncoder;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.sockjs.SockJsEndpoint;
import io.github.stomprelay.transport.sockjs.SockJsLimits;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of a relay. Owns the listening sockets; the event loops and the connections that
 * were accepted are others'. Methods may be called from any thread but an event loop.
 */
public final class TransportServer {
  /**
   * What the kernel takes of a client's bytes before they can be sent: so what waits for a slow
   * client waits in the session, where it is counted and may be dropped, and not unseen in a socket
   * buffer of some MiB.
   */
  private static final long NOT_SENT_BYTES = 128 << 10;

  /** What is read of a socket at once: more of it would only wait in line. */
  private static final int MOST_READ = 16 << 10;

  /** So often a socket that is full is read in one turn of the loop: 1 MiB, as by default. */
  private static final int READS = 64;

  private static final int FIRST_READ = 2 << 10;
  private static final int LEAST_READ = 64;

  private static final Logger log = LoggerFactory.getLogger(TransportServer.class);

  private final EventLoopGroup acceptors;
  private final EventLoopGroup workers;
  private final Class<? extends ServerChannel> channelClass;
  private final StompContext context;
  private final ConnectionLimiter limiter;
  private final List<Channel> listening = new CopyOnWriteArrayList<>();
  private final Map<String, TlsContexts> tls = new ConcurrentHashMap<>();

  /**
   * @param acceptors the loop that accepts connections
   * @param workers the loops that connections and their sessions live on
   * @param channelClass the kind of server socket that fits the loops
   * @param sessions makes the session of each connection
   * @param memory what waits in the whole relay
   */
  public TransportServer(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      Class<? extends ServerChannel> channelClass,
      SessionAcceptor sessions,
      MemoryBudget memory,
      TransportSettings settings) {
    this.acceptors = acceptors;
    this.workers = workers;
    this.channelClass = channelClass;
    TransportCounters counters = new TransportCounters();
    this.limiter = new ConnectionLimiter(settings, counters);
    this.context =
        new StompContext(
            sessions,
            memory,
            settings,
            new StompEncoder(settings.strictEscapes(), settings.trailingLf()),
            counters,
            new LogLimit(),
            new SessionGate(new AtomicBoolean(true), limiter, memory, sessions));
  }

  /**
   * Listens. Reads certificates first, hence not on an event loop.
   *
   * @param inherited a socket that listens already, to be taken instead of a new one; null for none
   * @return the address bound, or a {@link BindException}
   * @throws TlsConfigurationException if a certificate cannot be used
   */
  public CompletionStage<InetSocketAddress> listen(
      Listener listener, @Nullable ChannelFactory<ServerChannel> inherited) {
    @Nullable TlsContexts certificates =
        listener.tls() == null ? null : new TlsContexts(listener.tls());
    if (certificates != null) {
      tls.put(listener.name(), certificates);
    }
    SocketInitializer initializer =
        new SocketInitializer(
            limiter, context.counters(), listener.proxies(), certificates, protocol(listener));
    CompletableFuture<InetSocketAddress> result = new CompletableFuture<>();
    ServerBootstrap bootstrap = bootstrap(initializer);
    ChannelFuture bound =
        inherited == null
            ? bootstrap.channel(channelClass).bind(listener.address())
            : bootstrap.channelFactory(inherited).register();
    bound.addListener(done -> bound(listener, bound, result));
    return result;
  }

  /** Listens on a socket of its own. */
  public CompletionStage<InetSocketAddress> listen(Listener listener) {
    return listen(listener, null);
  }

  private void bound(
      Listener listener, ChannelFuture bound, CompletableFuture<InetSocketAddress> result) {
    if (!bound.isSuccess()) {
      result.completeExceptionally(new BindException(listener, bound.cause()));
      return;
    }
    listening.add(bound.channel());
    InetSocketAddress address = (InetSocketAddress) bound.channel().localAddress();
    log.debug(
        "listening: {} on {}{}", listener.name(), address, listener.tls() == null ? "" : " (TLS)");
    result.complete(address);
  }

  private ServerBootstrap bootstrap(SocketInitializer initializer) {
    ServerBootstrap bootstrap = new ServerBootstrap();
    if (EpollServerSocketChannel.class.isAssignableFrom(channelClass)) {
      bootstrap.childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, NOT_SENT_BYTES);
    }
    return bootstrap
        .group(acceptors, workers)
        .option(ChannelOption.SO_BACKLOG, context.settings().backlog())
        .option(ChannelOption.SO_REUSEADDR, true)
        // Netty's own choice keeps a chunk as long as one of its many buffers waits for somebody
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR,
            new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ)
                .maxMessagesPerRead(READS))
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, context.settings().keepAlive())
        .childHandler(initializer);
  }

  private Protocol protocol(Listener listener) {
    if (listener instanceof HttpListener http) {
      return new HttpProtocol(
          http.limits(),
          context.settings().responseHeaders(),
          context.sessions()::outboundTimeout,
          context.memory(),
          new ForwardedClients(http.proxies().forwardedFor()),
          router(http));
    }
    return new TcpProtocol(context);
  }

  private HttpRouter router(HttpListener listener) {
    SockJsStomp adapter = new SockJsStomp(context);
    SockJsLimits limits = SockJsStomp.limits(context.settings());
    Map<String, HttpService> endpoints = new HashMap<>();
    listener
        .sockJs()
        .forEach(
            (path, settings) ->
                endpoints.put(
                    path, new SockJsEndpoint(path, settings, listener.origins(), limits, adapter)));
    return new HttpRouter(
        listener,
        new WebSocketService(context, listener.webSocket()),
        endpoints,
        context.counters());
  }

  /** Stops listening, and takes no new sessions on connections that are kept; sessions go on. */
  public CompletionStage<Void> close() {
    context.gate().accepting().set(false);
    List<CompletableFuture<?>> closing = new ArrayList<>();
    for (Channel channel : listening) {
      CompletableFuture<Void> closed = new CompletableFuture<>();
      channel.close().addListener(done -> closed.complete(null));
      closing.add(closed);
    }
    listening.clear();
    return CompletableFuture.allOf(closing.toArray(new CompletableFuture<?>[0]));
  }

  /**
   * Reads all certificates, for handshakes to come: all of them or, if one cannot be used, none.
   * Never on an event loop.
   *
   * @param settings by the name of the listener
   * @throws TlsConfigurationException if a file cannot be used; the old certificates stay in use
   */
  public void reloadCertificates(Map<String, TlsSettings> settings) {
    Map<TlsContexts, TlsSettings> wanted = new HashMap<>();
    tls.forEach(
        (name, contexts) -> wanted.put(contexts, settings.getOrDefault(name, contexts.settings())));
    TlsContexts.reload(wanted);
  }

  /**
   * Looks whether certificate files have changed, and takes them over; what cannot be used is
   * logged, once, and the old one stays. Of the listeners there are now. Blocks.
   */
  public Runnable certificateWatch() {
    return new CertificateWatch(List.copyOf(tls.values()))::look;
  }

  /** Returns when the first certificate of each listener with TLS ends, by the listener's name. */
  public Map<String, Instant> certificateExpiries() {
    Map<String, Instant> expiries = new HashMap<>();
    tls.forEach((name, contexts) -> expiries.put(name, contexts.expiry()));
    return expiries;
  }

  /** Returns what was counted until now. */
  public TransportSnapshot snapshot() {
    return context.counters().snapshot();
  }
}
