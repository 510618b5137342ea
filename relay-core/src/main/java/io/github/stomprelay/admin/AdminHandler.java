package io.github.stomprelay.admin;

import io.github.stomprelay.task.Guarded;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers one request of the admin port after the other, and none while the client does not take
 * its answers: then it is not read either, and the read timeout ends it. On the connection's event
 * loop.
 */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** Requests that may wait for the answers before theirs. */
  private static final int MOST_WAITING = 8;

  private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/startupz");

  private final Supplier<AdminAccess> access;
  private final Health health;
  private final Supplier<PrometheusRegistry> metrics;
  private final SessionRequests sessions;

  private final Deque<FullHttpRequest> waiting = new ArrayDeque<>();
  private boolean answering;
  private boolean inputEnded;

  AdminHandler(
      Supplier<AdminAccess> access,
      Health health,
      Supplier<PrometheusRegistry> metrics,
      SessionRequests sessions) {
    this.access = access;
    this.health = health;
    this.metrics = metrics;
    this.sessions = sessions;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(request.retain());
      goOn(context);
    } else {
      context.close();
    }
  }

  /** Answers the next request, if it is its turn and the client takes answers. */
  private void goOn(ChannelHandlerContext context) {
    if (answering || !context.channel().isWritable()) {
      return;
    }
    @Nullable FullHttpRequest request = waiting.poll();
    if (request != null) {
      answering = true;
      begin(context, request);
    } else if (inputEnded) {
      context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** An answer may have to wait for other loops. */
  private void begin(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    try {
      answer(request, context.channel().remoteAddress())
          .whenCompleteAsync(
              (answer, failure) -> end(context, answer, failure, keepAlive), context.executor());
    } catch (IOException e) {
      context.close();
    } finally {
      request.release();
    }
  }

  private void end(
      ChannelHandlerContext context,
      @Nullable Answer answer,
      @Nullable Throwable failure,
      boolean keepAlive) {
    if (answer == null || failure != null) {
      context.close();
      return;
    }
    write(context, answer, keepAlive);
    answering = !keepAlive;
    goOn(context);
  }

  private static void write(ChannelHandlerContext context, Answer answer, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.body());
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private CompletionStage<Answer> answer(FullHttpRequest request, SocketAddress from)
      throws IOException {
    if (!request.decoderResult().isSuccess()) {
      return line(HttpResponseStatus.BAD_REQUEST, "not an HTTP request");
    }
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    String path;
    try {
      path = uri.path();
    } catch (IllegalArgumentException e) {
      return line(HttpResponseStatus.BAD_REQUEST, "a % in the path is not followed by two digits");
    }
    boolean aboutSessions = SessionRequests.owns(path);
    HttpMethod method = request.method();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (!reads && !(aboutSessions && method.equals(HttpMethod.DELETE))) {
      return line(HttpResponseStatus.METHOD_NOT_ALLOWED, "GET only");
    }
    AdminAccess rules = access.get();
    if (!rules.hosts().know(request.headers().get(HttpHeaderNames.HOST))) {
      return line(HttpResponseStatus.FORBIDDEN, "this name is not in admin.hosts");
    }
    if (!PROBES.contains(path)
        && !rules.admits(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
      return line(HttpResponseStatus.UNAUTHORIZED, "send Authorization: Bearer <admin.token>");
    }
    if (aboutSessions) {
      return rules.showsSessions(from, request.headers())
          ? sessions.answer(method, uri, from)
          : line(
              HttpResponseStatus.FORBIDDEN,
              "set admin.token to ask from another machine, or through a proxy");
    }
    return CompletableFuture.completedStage(answer(path, request));
  }

  private Answer answer(String path, FullHttpRequest request) throws IOException {
    return switch (path) {
      case "/livez" -> state(health.alive());
      case "/readyz" -> state(health.alive() && health.ready());
      case "/startupz" -> state(health.started());
      case "/metrics" -> metrics(request.headers().get(HttpHeaderNames.ACCEPT, ""));
      default ->
          Answer.line(
              HttpResponseStatus.NOT_FOUND, "try /livez, /readyz, /startupz, /metrics, /sessions");
    };
  }

  private static CompletionStage<Answer> line(HttpResponseStatus status, String text) {
    return CompletableFuture.completedStage(Answer.line(status, text));
  }

  private Answer state(boolean good) {
    return Answer.json(
        good ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE, health.details());
  }

  private Answer metrics(String accept) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(16 << 10);
    boolean openMetrics = accept.contains("application/openmetrics-text");
    String type;
    if (openMetrics) {
      OpenMetricsTextFormatWriter writer = OpenMetricsTextFormatWriter.create();
      writer.write(out, metrics.get().scrape());
      type = writer.getContentType();
    } else {
      PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
      writer.write(out, metrics.get().scrape());
      type = writer.getContentType();
    }
    return new Answer(HttpResponseStatus.OK, type, Unpooled.wrappedBuffer(out.toByteArray()));
  }

  /** A client that has said all it wanted to still gets its answers. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      goOn(context);
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    boolean writable = context.channel().isWritable();
    if (!inputEnded) {
      context.channel().config().setAutoRead(writable);
    }
    if (writable) {
      // not now: this may be the end of the flush of the answer before
      Guarded.execute(context.executor(), "admin.request", context.channel(), () -> goOn(context));
    }
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    waiting.forEach(FullHttpRequest::release);
    waiting.clear();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
