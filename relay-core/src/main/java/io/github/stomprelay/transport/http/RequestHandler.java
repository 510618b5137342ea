package io.github.stomprelay.transport.http;

import io.github.stomprelay.task.Guarded;
import io.github.stomprelay.task.Timer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: collects a request's parts within its limits, serves one request after the
 * other, holds back those that come too early, and closes the connection that is too slow, or sends
 * more requests at once than any client would. Serves nothing while the client does not take what
 * it was answered. Charges the bodies to the client's debt until they are answered.
 */
final class RequestHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(RequestHandler.class);

  /** Bodies that wait for their turn: with more of them nothing is read until some had it. */
  private static final int MOST_WAITING_BYTES = 64 << 10;

  private final HttpLimits limits;
  private final HttpClients clients;
  private final HttpService service;
  private final Backpressure backpressure;

  private final Deque<HttpExchange> waiting = new ArrayDeque<>();
  private @Nullable HttpExchange current;
  private @Nullable PendingRequest incoming;
  private @Nullable Timer timer;
  private boolean refusing;

  /** Whether the time of a request runs whose head is not there yet; that of the first does. */
  private boolean begun = true;

  private int waitingBytes;
  private long charged;

  /** Complete requests of the read that goes on: however fast they are answered. */
  private int atOnce;

  RequestHandler(
      HttpLimits limits, HttpClients clients, HttpService service, Backpressure backpressure) {
    this.limits = limits;
    this.clients = clients;
    this.service = service;
    this.backpressure = backpressure;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      startTimer(ctx, limits.requestTimeout());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    startTimer(ctx, limits.requestTimeout());
    ctx.fireChannelActive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stopTimer();
    current = null;
    dropWaiting();
  }

  private void dropWaiting() {
    incoming = null;
    waiting.clear();
    waits(-waitingBytes);
    charge();
  }

  /** The bodies that are here count for the client, whoever they wait for. */
  private void charge() {
    long bodies =
        waitingBytes
            + (long) (incoming == null ? 0 : incoming.length())
            + (current == null ? 0 : current.body().length);
    if (bodies != charged) {
      backpressure.debt().charge(bodies - charged);
      charged = bodies;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (refusing) {
        return;
      }
      if (message instanceof HttpRequest request) {
        onHead(ctx, request);
      }
      if (message instanceof HttpContent content && incoming != null && !refusing) {
        onContent(ctx, incoming, content);
      }
    } finally {
      ReferenceCountUtil.release(message);
      charge();
    }
  }

  private void onHead(ChannelHandlerContext ctx, HttpRequest request) {
    RequestHead head = RequestHead.of(request, clients.of(ctx.channel(), request.headers()));
    @Nullable HttpResponseStatus problem = RequestCheck.problem(request);
    if (problem != null) {
      refuse(ctx, head, problem);
      return;
    }
    int limit = service.bodyLimit(head);
    if (HttpUtil.isContentLengthSet(request) && HttpUtil.getContentLength(request, 0L) > limit) {
      refuse(ctx, head, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
      return;
    }
    incoming =
        new PendingRequest(
            head, limit, HttpUtil.isKeepAlive(request), HttpUtil.is100ContinueExpected(request));
    if (current == null && waiting.isEmpty()) {
      awaitRest(ctx, incoming);
    }
    begun = false;
  }

  /** It is this request's turn, and it is not complete. */
  private void awaitRest(ChannelHandlerContext ctx, PendingRequest request) {
    if (!begun) {
      startTimer(ctx, limits.requestTimeout());
    }
    if (request.tellToGoOn()) {
      ctx.writeAndFlush(RequestCheck.goOn());
    }
  }

  private void onContent(ChannelHandlerContext ctx, PendingRequest request, HttpContent content) {
    ByteBuf bytes = content.content();
    if (content.decoderResult().isFailure()) {
      refuse(ctx, request.head(), HttpResponseStatus.BAD_REQUEST);
    } else if (!request.add(bytes)) {
      refuse(ctx, request.head(), HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
    } else if (content instanceof LastHttpContent) {
      incoming = null;
      onRequest(ctx, request);
    }
  }

  private void onRequest(ChannelHandlerContext ctx, PendingRequest request) {
    boolean free = current == null && waiting.isEmpty();
    atOnce++;
    if (atOnce > 1 + limits.pipelined() || (!free && waiting.size() >= limits.pipelined())) {
      log.debug(
          "{}: more than {} requests at once, closed",
          request.head().client().address(),
          limits.pipelined());
      refusing = true;
      ctx.close();
      return;
    }
    HttpExchange exchange =
        new HttpExchange(
            ctx.channel(), request.head(), request.body(), request.keepAlive(), () -> next(ctx));
    if (free) {
      serve(exchange);
    } else {
      waiting.add(exchange);
      waits(exchange.body().length);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    atOnce = 0;
    ctx.fireChannelReadComplete();
  }

  private void serve(HttpExchange exchange) {
    current = exchange;
    stopTimer();
    try {
      service.serve(exchange);
    } catch (RuntimeException e) {
      log.error("request failed: internal error: remote={}", exchange.head().client().address(), e);
      exchange.abandon();
    }
  }

  private void next(ChannelHandlerContext ctx) {
    current = null;
    charge();
    if (ctx.isRemoved() || refusing) {
      return;
    }
    if (ctx.channel().isWritable()) {
      goOn(ctx);
    }
  }

  /** No request is being served, and the client takes answers. */
  private void goOn(ChannelHandlerContext ctx) {
    @Nullable HttpExchange exchange = waiting.poll();
    if (exchange != null) {
      // not now: an answer given at once would lead back here, as deep as there are requests
      current = exchange;
      waits(-exchange.body().length);
      ctx.executor().execute(() -> serve(exchange));
    } else if (incoming != null) {
      awaitRest(ctx, incoming);
    } else {
      startTimer(ctx, begun ? limits.requestTimeout() : limits.idleTimeout());
    }
  }

  /** So many bytes more wait for their turn, or less if negative. */
  private void waits(int bytes) {
    boolean before = waitingBytes > MOST_WAITING_BYTES;
    waitingBytes += bytes;
    boolean now = waitingBytes > MOST_WAITING_BYTES;
    if (now != before) {
      backpressure.pauseReading(now);
    }
  }

  /** Answers with an error and closes; nothing more is read from this client. */
  private void refuse(ChannelHandlerContext ctx, RequestHead head, HttpResponseStatus status) {
    refusing = true;
    dropWaiting();
    stopTimer();
    service.refused(head, status);
    if (current != null) {
      // an answer is under way, and another one inside it would be taken for a part of it
      ctx.close();
      return;
    }
    HttpExchange exchange = new HttpExchange(ctx.channel(), head, new byte[0], false, () -> {});
    if (status.equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
      WebSocketUpgrade.refuseVersion(exchange);
    } else {
      exchange.respond(status, status.reasonPhrase() + hint(status) + "\n");
    }
  }

  /** Returns what whoever sees this status may have got wrong. */
  private static String hint(HttpResponseStatus status) {
    return switch (status.code()) {
      case 400 ->
          ": this port speaks HTTP (WebSocket, SockJS); STOMP clients connect to stomp.port, and"
              + " TLS is spoken on https.port and stomps.port";
      case 414 ->
          ": a request line has at most 8 KiB; a longer token goes into CONNECT"
              + " (auth.token-sources, auth.jwt.max-bytes)";
      case 431 ->
          ": the headers of a request have a limit; a longer token goes into CONNECT"
              + " (auth.token-sources, auth.jwt.max-bytes)";
      default -> "";
    };
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stopTimer();
    @Nullable HttpExchange exchange = current;
    current = null;
    dropWaiting();
    if (exchange != null) {
      exchange.abort();
    }
    ctx.fireChannelInactive();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (current != null) {
      current.writabilityChanged();
    } else if (ctx.channel().isWritable() && !refusing) {
      goOn(ctx);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Backpressure.Stalled) {
      stalled(ctx);
    } else if (event instanceof StrictRequestDecoder.Partial) {
      headBegun(ctx);
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  private void stalled(ChannelHandlerContext ctx) {
    log.debug("{}: takes nothing of its answers", ctx.channel().remoteAddress());
    if (current == null) {
      ctx.close();
    } else {
      current.stalled();
    }
  }

  private void headBegun(ChannelHandlerContext ctx) {
    if (begun || incoming != null || refusing) {
      return;
    }
    begun = true;
    if (current == null && waiting.isEmpty()) {
      startTimer(ctx, limits.requestTimeout());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    log.debug("{}: closed: {}", ctx.channel().remoteAddress(), cause.toString());
    ctx.close();
  }

  private void startTimer(ChannelHandlerContext ctx, Duration duration) {
    stopTimer();
    timer =
        Guarded.after(ctx.executor(), duration, "http.timeout", ctx.channel(), () -> timedOut(ctx));
  }

  private void timedOut(ChannelHandlerContext ctx) {
    @Nullable PendingRequest request = incoming;
    if (request == null) {
      ctx.close();
    } else {
      refuse(ctx, request.head(), HttpResponseStatus.REQUEST_TIMEOUT);
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
