package io.github.stomprelay.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
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
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Supplier;

/** Answers one request of the admin port after the other. On the connection's event loop. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final Set<String> PROBES = Set.of("/livez", "/readyz", "/startupz");
  private static final String JSON = "application/json; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";

  private record Answer(HttpResponseStatus status, String type, ByteBuf body) {
    static Answer of(HttpResponseStatus status, String type, String body) {
      return new Answer(
          status, type, Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private final Supplier<AdminAccess> access;
  private final Health health;
  private final Supplier<PrometheusRegistry> metrics;

  AdminHandler(Supplier<AdminAccess> access, Health health, Supplier<PrometheusRegistry> metrics) {
    this.access = access;
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request)
      throws IOException {
    Answer answer = answer(request);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, answer.status(), answer.body());
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
        .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    boolean keepAlive = HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
    HttpUtil.setKeepAlive(response, keepAlive);
    var written = context.writeAndFlush(response);
    if (!keepAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private Answer answer(FullHttpRequest request) throws IOException {
    if (!request.decoderResult().isSuccess()) {
      return Answer.of(HttpResponseStatus.BAD_REQUEST, TEXT, "not an HTTP request\n");
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return Answer.of(HttpResponseStatus.METHOD_NOT_ALLOWED, TEXT, "GET only\n");
    }
    if (!access.get().knowsHost(request.headers().get(HttpHeaderNames.HOST))) {
      return Answer.of(HttpResponseStatus.FORBIDDEN, TEXT, "this name is not in admin.hosts\n");
    }
    String path = new QueryStringDecoder(request.uri()).path();
    boolean probe = PROBES.contains(path);
    if (!probe && !access.get().admits(request.headers().get(HttpHeaderNames.AUTHORIZATION))) {
      return Answer.of(
          HttpResponseStatus.UNAUTHORIZED, TEXT, "send Authorization: Bearer <admin.token>\n");
    }
    return switch (path) {
      case "/livez" -> state(health.alive());
      case "/readyz" -> state(health.alive() && health.ready());
      case "/startupz" -> state(health.started());
      case "/metrics" -> metrics(request.headers().get(HttpHeaderNames.ACCEPT, ""));
      default ->
          Answer.of(
              HttpResponseStatus.NOT_FOUND, TEXT, "try /livez, /readyz, /startupz, /metrics\n");
    };
  }

  private Answer state(boolean good) {
    HttpResponseStatus status =
        good ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE;
    return Answer.of(status, JSON, health.details() + "\n");
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

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
