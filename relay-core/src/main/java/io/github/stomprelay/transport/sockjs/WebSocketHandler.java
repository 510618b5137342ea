package io.github.stomprelay.transport.sockjs;

import io.github.stomprelay.transport.http.Backpressure;
import io.github.stomprelay.transport.http.RequestHead;
import io.github.stomprelay.transport.http.WebSocketPinger;
import io.github.stomprelay.transport.http.WebSocketProblem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the fragments of a WebSocket message together and hands it to the session. What is there of
 * one is charged to the client's debt.
 */
final class WebSocketHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(WebSocketHandler.class);
  private static final int MAX_FRAGMENTS = 10_000;

  private final WebSocketSession session;
  private final SockJsLimits limits;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream(0);
  private int fragments;

  /** Until the session is open, and not kept with it. */
  private @Nullable RequestHead opening;

  WebSocketHandler(WebSocketSession session, RequestHead opening, SockJsLimits limits) {
    this.session = session;
    this.opening = opening;
    this.limits = limits;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (opening != null) {
      session.open(opening);
      opening = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object received) {
    try {
      session.heard();
      if (received instanceof CloseWebSocketFrame close) {
        session.clientCloses(close);
      } else if (received instanceof BinaryWebSocketFrame) {
        session.refuse(WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
      } else if (received instanceof WebSocketFrame frame
          && !(received instanceof PingWebSocketFrame)
          && !(received instanceof PongWebSocketFrame)) {
        onFragment(frame);
      }
    } finally {
      ReferenceCountUtil.release(received);
    }
  }

  private void onFragment(WebSocketFrame frame) {
    ByteBuf content = frame.content();
    int limit = session.trusted() ? limits.trustedBytes() : limits.earlyBytes();
    if (message.size() + content.readableBytes() > limit) {
      session.refuse(WebSocketCloseStatus.MESSAGE_TOO_BIG);
    } else if (++fragments > MAX_FRAGMENTS) {
      session.refuse(WebSocketCloseStatus.POLICY_VIOLATION);
    } else if (frame.isFinalFragment() && message.size() == 0) {
      fragments = 0;
      session.received(content.toString(StandardCharsets.UTF_8));
    } else {
      append(content);
      if (frame.isFinalFragment()) {
        String whole = message.toString(StandardCharsets.UTF_8);
        forget();
        fragments = 0;
        session.received(whole);
      }
    }
  }

  private void append(ByteBuf content) {
    session.debt().charge(content.readableBytes());
    try {
      content.readBytes(message, content.readableBytes());
    } catch (IOException e) {
      throw new IllegalStateException("ByteArrayOutputStream never throws", e);
    }
  }

  private void forget() {
    session.debt().charge(-message.size());
    message.reset();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof WebSocketPinger.Silence) {
      session.close(3000, "No response from heartbeat");
    } else if (event instanceof Backpressure.Stalled) {
      session.stalled();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    session.writabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forget();
    session.gone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    @Nullable WebSocketCloseStatus status = WebSocketProblem.status(cause);
    if (status != null) {
      session.refuse(status);
    } else {
      if (!(cause instanceof IOException)) {
        log.error("session closed: internal error: remote={}", session.client().address(), cause);
        session.failed();
      } else {
        session.reset();
      }
      ctx.close();
    }
  }
}
