package io.github.stomprelay.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is kept alive and asks one thing at a time, as a browser's does. On its event
 * loop only.
 */
final class HttpLine {
  /** Status and body. */
  interface Answer {
    void on(int status, String body);
  }

  private record Question(String path, String body, Answer answer) {}

  private final InetSocketAddress address;
  private final EventLoop loop;
  private final Consumer<String> failed;
  private final Queue<Question> waiting = new ArrayDeque<>();
  private @Nullable Question asked;
  private @Nullable Channel channel;
  private boolean ended;

  /**
   * @param failed told why the connection is lost
   */
  HttpLine(InetSocketAddress address, EventLoop loop, Consumer<String> failed) {
    this.address = address;
    this.loop = loop;
    this.failed = failed;
  }

  void open(Runnable opened) {
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel made) {
                channel = made;
                made.pipeline()
                    .addLast(new HttpClientCodec())
                    .addLast(new HttpObjectAggregator(8 << 20))
                    .addLast(new Responses());
              }
            })
        .connect(address)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                opened.run();
              } else {
                failed.accept("no connection: " + done.cause());
              }
            });
  }

  void post(String path, String body, Answer answer) {
    waiting.add(new Question(path, body, answer));
    next();
  }

  private void next() {
    if (asked != null || channel == null || waiting.isEmpty()) {
      return;
    }
    Question question = waiting.remove();
    asked = question;
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.POST,
            question.path,
            Unpooled.copiedBuffer(question.body, StandardCharsets.UTF_8));
    request.headers().set(HttpHeaderNames.HOST, "localhost");
    request.headers().set(HttpHeaderNames.CONTENT_LENGTH, request.content().readableBytes());
    channel.writeAndFlush(request);
  }

  void close() {
    ended = true;
    if (channel != null) {
      channel.close();
    }
  }

  private final class Responses extends SimpleChannelInboundHandler<FullHttpResponse> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
      Question answered = asked;
      asked = null;
      if (answered != null) {
        answered.answer.on(
            response.status().code(), response.content().toString(StandardCharsets.UTF_8));
      }
      next();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!ended) {
        failed.accept("the connection is closed");
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failed.accept(cause.toString());
      ctx.close();
    }
  }
}
