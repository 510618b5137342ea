package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.limit.MemoryBudget;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.HttpExchange;
import io.github.stomprelay.transport.http.HttpLimits;
import io.github.stomprelay.transport.http.HttpPipeline;
import io.github.stomprelay.transport.http.HttpService;
import io.github.stomprelay.transport.http.OriginPolicy;
import io.github.stomprelay.transport.http.RequestHead;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The services that SockJS's authors use for conformance, on the relay's own SockJS layer
 * (sockjs.md 1.12). {@code mvn -pl relay-core test-compile exec:java} starts it, with {@code
 * -Dexec.args=PORT} on another port than 8081; it serves on all interfaces until it is killed.
 */
public final class SockJsConformanceServer implements HttpService, AutoCloseable {
  private static final int DEFAULT_PORT = 8081;
  private static final int LOOPS = 2;
  private static final SockJsLimits LIMITS = new SockJsLimits(1 << 20, 4 << 20);

  private final Map<String, SockJsEndpoint> endpoints = new LinkedHashMap<>();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
  private final Channel listening;

  /** Listens at this address; port 0 takes a free one. */
  public SockJsConformanceServer(InetSocketAddress address) {
    this(address, SockJsSettings.DEFAULT);
  }

  /** The same with other settings for all services. */
  SockJsConformanceServer(InetSocketAddress address, SockJsSettings settings) {
    Set<SockJsTransport> withoutWebSocket =
        EnumSet.complementOf(EnumSet.of(SockJsTransport.WEBSOCKET, SockJsTransport.RAW_WEBSOCKET));
    SockJsSettings small = new SockJsVariant(settings).responseLimit(4096);
    mount("/echo", small, EchoService::new);
    mount(
        "/disabled_websocket_echo",
        new SockJsVariant(small).transports(withoutWebSocket),
        EchoService::new);
    mount("/cookie_needed_echo", new SockJsVariant(small).cookieNeeded(), EchoService::new);
    mount("/close", settings, CloseService::new);
    mount("/ticker", settings, TickerService::new);
    mount("/broadcast", settings, new BroadcastService.Room());
    mount("/amplify", settings, AmplifyService::new);
    mount("/a/b/coco", small, EchoService::new);
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    HttpPipeline.install(
                        channel.pipeline(),
                        HttpLimits.DEFAULT,
                        Map.of(),
                        () -> java.time.Duration.ofSeconds(10),
                        MemoryBudget.unlimited(),
                        (socket, headers) -> client(socket),
                        SockJsConformanceServer.this);
                  }
                })
            .bind(address)
            .syncUninterruptibly()
            .channel();
  }

  private static HttpClient client(Channel socket) {
    return new HttpClient((InetSocketAddress) socket.remoteAddress(), false, null, true);
  }

  private void mount(
      String base, SockJsSettings settings, Function<SockJsSession, SockJsReceiver> service) {
    endpoints.put(
        base,
        new SockJsEndpoint(
            base,
            settings,
            OriginPolicy.ANY,
            LIMITS,
            (session, opening) -> service.apply(session)));
  }

  /** Returns where the server listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** Sessions over HTTP transports of this service. */
  int sessions(String base) {
    @Nullable SockJsEndpoint endpoint = endpoints.get(base);
    return endpoint == null ? 0 : endpoint.sessions();
  }

  private @Nullable SockJsEndpoint find(String path) {
    for (Map.Entry<String, SockJsEndpoint> each : endpoints.entrySet()) {
      if (path.equals(each.getKey()) || path.startsWith(each.getKey() + "/")) {
        return each.getValue();
      }
    }
    return null;
  }

  @Override
  public void serve(HttpExchange exchange) {
    @Nullable SockJsEndpoint endpoint = find(exchange.head().path());
    if (endpoint == null) {
      exchange.notFound();
    } else {
      endpoint.serve(exchange);
    }
  }

  @Override
  public int bodyLimit(RequestHead head) {
    @Nullable SockJsEndpoint endpoint = find(head.path());
    return endpoint == null ? 0 : endpoint.bodyLimit(head);
  }

  @Override
  public void close() {
    listening.close().syncUninterruptibly();
    loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
  }

  /** Serves until killed. */
  public static void main(String[] arguments) {
    int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
    SockJsConformanceServer server = new SockJsConformanceServer(new InetSocketAddress(port));
    System.out.println("SockJS conformance services on " + server.address());
    server.listening.closeFuture().syncUninterruptibly();
  }
}
