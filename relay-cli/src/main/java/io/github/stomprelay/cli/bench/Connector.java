package io.github.stomprelay.cli.bench;

import io.github.stomprelay.stomp.Headers;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Opens the connections of a run, on one event loop of its own. */
final class Connector implements AutoCloseable {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int LARGEST_FRAME = 64 << 20;

  /** So little that a client which does not read is noticed by the server soon. */
  private static final int STALLED_RECEIVE_BUFFER = 4096;

  private final Target target;
  private final Headers connect;
  private final MultiThreadIoEventLoopGroup group;

  /**
   * @param further headers of CONNECT, {@code name:value}, over the usual ones
   */
  Connector(Target target, List<String> further) {
    this.target = target;
    this.connect = headers(further);
    IoHandlerFactory sockets =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.group = new MultiThreadIoEventLoopGroup(1, sockets);
  }

  private static Headers headers(List<String> further) {
    Headers.Builder headers = new Headers.Builder();
    for (String line : further) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1));
    }
    return headers
        .add(Headers.ACCEPT_VERSION, "1.2")
        .add(Headers.HOST, "/")
        .add(Headers.HEART_BEAT, "0,0")
        .build();
  }

  EventLoop loop() {
    return group.next();
  }

  /**
   * Begins to open one; its listener is told how that ended.
   *
   * @param stalled whether it is going to read nothing
   */
  BenchClient open(int number, boolean stalled, BenchClient.Listener listener) {
    BenchClient client = new BenchClient(number, connect, target.isWebSocket(), listener);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(group)
            .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    fill(channel, client);
                  }
                });
    if (stalled) {
      bootstrap.option(ChannelOption.SO_RCVBUF, STALLED_RECEIVE_BUFFER);
    }
    bootstrap
        .connect(target.host(), target.port())
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                listener.onFailed(client, String.valueOf(done.cause().getMessage()));
              }
            });
    return client;
  }

  private void fill(SocketChannel channel, BenchClient client) {
    if (target.isWebSocket()) {
      channel
          .pipeline()
          .addLast(
              new HttpClientCodec(),
              new HttpObjectAggregator(1 << 16),
              new WebSocketClientProtocolHandler(
                  WebSocketClientProtocolConfig.newBuilder()
                      .webSocketUri(target.uri())
                      .version(WebSocketVersion.V13)
                      .maxFramePayloadLength(LARGEST_FRAME)
                      .build()));
    }
    channel.pipeline().addLast(client);
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
