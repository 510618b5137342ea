package io.github.stomprelay.transport.sockjs;

import com.google.gson.stream.MalformedJsonException;
import io.github.stomprelay.limit.Debt;
import io.github.stomprelay.transport.http.Backpressure;
import io.github.stomprelay.transport.http.FlushOnce;
import io.github.stomprelay.transport.http.HttpClient;
import io.github.stomprelay.transport.http.LingeringClose;
import io.github.stomprelay.transport.http.OutboundBytes;
import io.github.stomprelay.transport.http.RequestHead;
import io.github.stomprelay.transport.http.WebSocketUpgrade;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session over a WebSocket of its own: framed, or raw, where messages are text as it is. Lives
 * and dies with its socket.
 */
final class WebSocketSession implements SockJsSession {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  private final HttpClient client;
  private final SockJsTransport transport;
  private final Channel channel;

  /** Kept: a closed channel has no handlers any more. */
  private final Backpressure backpressure;

  private final FlushOnce flush;
  private final boolean framed;
  private final Application application;
  private boolean closing;
  private boolean trusted;
  private long lastReadNanos = System.nanoTime();

  WebSocketSession(
      HttpClient client, SockJsTransport transport, Channel channel, SockJsAcceptor acceptor) {
    this.client = client;
    this.transport = transport;
    this.channel = channel;
    this.backpressure = Backpressure.of(channel);
    this.application = new Application(acceptor);
    this.flush = new FlushOnce(channel);
    this.framed = transport == SockJsTransport.WEBSOCKET;
  }

  void open(RequestHead opening) {
    if (framed) {
      write(SockJsFrame.OPEN);
    }
    application.open(this, opening);
  }

  void heard() {
    lastReadNanos = System.nanoTime();
  }

  boolean trusted() {
    return trusted;
  }

  /** A whole message of the client. */
  void received(String text) {
    if (closing) {
      return;
    }
    if (!framed) {
      application.message(text);
      return;
    }
    try {
      messages(text).forEach(this::deliver);
    } catch (MalformedJsonException e) {
      end(SockJsEnd.BROKEN);
      channel.close();
    }
  }

  private void deliver(String message) {
    if (!closing) {
      application.message(message);
    }
  }

  private static List<String> messages(String text) throws MalformedJsonException {
    if (text.isEmpty()) {
      return List.of();
    }
    try {
      return JsonText.strings(text);
    } catch (JsonText.NotAnArrayException e) {
      return List.of(JsonText.string(text));
    }
  }

  /** The client broke the WebSocket protocol or a limit. */
  void refuse(WebSocketCloseStatus status) {
    if (!closing) {
      end(SockJsEnd.BROKEN);
      sendClose(new CloseWebSocketFrame(status));
    }
  }

  void clientCloses(CloseWebSocketFrame close) {
    if (closing) {
      channel.close();
      return;
    }
    end(SockJsEnd.CLIENT_GONE);
    channel
        .writeAndFlush(new CloseWebSocketFrame(true, 0, close.content().retain()))
        .addListener(done -> channel.close());
  }

  void gone() {
    end(closing ? SockJsEnd.CLOSED : SockJsEnd.CLIENT_GONE);
  }

  void reset() {
    end(SockJsEnd.RESET);
  }

  /** The client has taken nothing for too long. */
  void stalled() {
    if (closing) {
      channel.close();
    } else {
      application.stalled();
    }
  }

  void failed() {
    end(SockJsEnd.FAILED);
  }

  private void end(SockJsEnd end) {
    closing = true;
    application.closed(end);
  }

  void writabilityChanged() {
    if (!closing) {
      application.writable(channel.isWritable());
    }
  }

  private ChannelFuture write(String text) {
    ChannelFuture future = channel.write(new TextWebSocketFrame(text));
    flush.later();
    return future;
  }

  private void sendClose(CloseWebSocketFrame close) {
    backpressure.drain();
    channel.writeAndFlush(close);
    LingeringClose.within(channel, CLOSE_TIMEOUT);
  }

  @Override
  public HttpClient client() {
    return client;
  }

  @Override
  public SockJsTransport transport() {
    return transport;
  }

  @Override
  public EventLoop loop() {
    return channel.eventLoop();
  }

  @Override
  public Debt debt() {
    return backpressure.debt();
  }

  @Override
  public void send(String message, @Nullable Runnable written) {
    if (closing) {
      return;
    }
    ChannelFuture future = write(framed ? SockJsFrame.messages(List.of(message)) : message);
    if (written != null) {
      future.addListener(
          done -> {
            if (done.isSuccess()) {
              written.run();
            }
          });
    }
  }

  @Override
  public void close(int code, String reason) {
    if (closing) {
      return;
    }
    closing = true;
    if (framed) {
      write(SockJsFrame.close(code, reason));
      sendClose(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    } else {
      sendClose(new CloseWebSocketFrame(code, reason));
    }
  }

  @Override
  public void abort() {
    closing = true;
    channel.close();
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public long pendingBytes() {
    return OutboundBytes.of(channel);
  }

  @Override
  public long progress() {
    return OutboundBytes.progress(channel);
  }

  @Override
  public void readAhead(boolean ahead) {
    backpressure.readAhead(ahead);
  }

  @Override
  public void pauseReading(boolean paused) {
    backpressure.pauseReading(paused);
  }

  @Override
  public void allowLargeMessages() {
    trusted = true;
    WebSocketUpgrade.allowLargeFrames(channel.pipeline());
  }

  @Override
  public long lastReadNanos() {
    return lastReadNanos;
  }
}
