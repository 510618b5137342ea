package io.github.stomprelay.transport.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer. The request is immutable; the answer may be given from any thread,
 * once: either whole by {@link #respond}, or bit by bit by {@link #begin}, {@link #write} and
 * {@link #end}.
 */
public final class HttpExchange {
  /** Told what becomes of the socket while the answer is open; on {@link HttpExchange#loop()}. */
  public interface Watcher {
    /** The client went away before the answer was complete. */
    void onAborted();

    /** The client takes nothing of the answer: whoever gives it decides what becomes of it. */
    void onStalled();

    /** The socket takes bytes again, or no longer. */
    void onWritable(boolean writable);
  }

  private static final byte[] EMPTY = new byte[0];

  /** How long a client may take to fetch the last answer of its connection. */
  private static final Duration FAREWELL = Duration.ofSeconds(30);

  private final Channel channel;
  private final RequestHead head;
  private final byte[] body;
  private final boolean keepAlive;
  private final Runnable done;

  /** Touched on the channel's loop only. */
  private @Nullable Watcher watcher;

  private boolean aborted;

  /**
   * @param body handed over, never changed
   * @param done runs on the channel's loop once the answer is written and the socket stays open
   */
  HttpExchange(Channel channel, RequestHead head, byte[] body, boolean keepAlive, Runnable done) {
    this.channel = channel;
    this.head = head;
    this.body = body;
    this.keepAlive = keepAlive;
    this.done = done;
  }

  public RequestHead head() {
    return head;
  }

  /** The request's body itself, not a copy: read only. */
  public byte[] body() {
    return body;
  }

  /** The event loop of the request's socket. */
  public EventLoop loop() {
    return channel.eventLoop();
  }

  /** The request's socket, for what HTTP grows into; on its loop only. */
  public Channel channel() {
    return channel;
  }

  /** Returns whether the request's socket is still connected. */
  public boolean isActive() {
    return channel.isActive();
  }

  /** Returns whether the socket takes bytes. */
  public boolean isWritable() {
    return channel.isWritable();
  }

  /** Tells this watcher how things are and from now on; at once if the client has gone. */
  public void watch(Watcher newWatcher) {
    if (!loop().inEventLoop()) {
      loop().execute(() -> watch(newWatcher));
    } else if (aborted) {
      newWatcher.onAborted();
    } else {
      watcher = newWatcher;
      newWatcher.onWritable(channel.isWritable());
    }
  }

  void abort() {
    aborted = true;
    if (watcher != null) {
      watcher.onAborted();
    }
  }

  void stalled() {
    if (watcher == null) {
      abandon();
    } else {
      watcher.onStalled();
    }
  }

  void writabilityChanged() {
    if (watcher != null) {
      watcher.onWritable(channel.isWritable());
    }
  }

  /** Answers with this status and a whole body. */
  public ChannelFuture respond(HttpResponseStatus status, HttpHeaders headers, byte[] content) {
    DefaultFullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response.headers().set(headers);
    if (content.length > 0 || !mayLackLength(status)) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
    }
    announceConnection(response, keepAlive);
    ChannelFuture written = channel.writeAndFlush(response);
    finishAfter(written, keepAlive);
    return written;
  }

  private boolean mayLackLength(HttpResponseStatus status) {
    return status.equals(HttpResponseStatus.NO_CONTENT)
        || status.equals(HttpResponseStatus.NOT_MODIFIED);
  }

  /** Answers with a text and no further headers. */
  public void respond(HttpResponseStatus status, String text) {
    respond(status, new DefaultHttpHeaders(), text);
  }

  private void respond(HttpResponseStatus status, HttpHeaders headers, String text) {
    if (!text.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8");
    }
    respond(status, headers, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Answers 404. */
  public void notFound() {
    respond(HttpResponseStatus.NOT_FOUND, "Not found\n");
  }

  /** Answers that no session begins. */
  public void refuse(Refusal refusal) {
    HttpHeaders headers = new DefaultHttpHeaders();
    if (refusal.retryAfter() > 0) {
      headers.set(HttpHeaderNames.RETRY_AFTER, refusal.retryAfter());
    }
    respond(refusal.status(), headers, refusal.text());
  }

  /** Answers 405: the path is known, the method is not. */
  public void methodNotAllowed(String allowed) {
    respond(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        new DefaultHttpHeaders().set(HttpHeaderNames.ALLOW, allowed),
        EMPTY);
  }

  /** Begins an answer of unknown length: chunked, or until the end of the stream for HTTP/1.0. */
  public void begin(HttpHeaders headers) {
    DefaultHttpResponse response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(headers);
    if (!head.http10()) {
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    announceConnection(response, keepAlive && !head.http10());
    channel.write(response);
  }

  /** Writes and flushes one chunk; never joined with another one. */
  public ChannelFuture write(byte[] chunk) {
    return channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(chunk)));
  }

  /** Ends an answer that was begun. */
  public void end() {
    finishAfter(
        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT), keepAlive && !head.http10());
  }

  /** Closes the socket without an answer. */
  public void abandon() {
    channel.close();
  }

  private void announceConnection(HttpResponse response, boolean stays) {
    if (response.headers().contains(HttpHeaderNames.CONNECTION)) {
      return;
    }
    if (!stays) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (head.http10()) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  private void finishAfter(ChannelFuture written, boolean stays) {
    if (!stays) {
      LingeringClose.within(channel, FAREWELL);
      written.addListener((ChannelFutureListener) future -> LingeringClose.start(future.channel()));
      return;
    }
    // the answer is complete for us when it is queued: what follows on this socket queues behind it
    if (loop().inEventLoop()) {
      finish();
    } else {
      loop().execute(this::finish);
    }
  }

  private void finish() {
    watcher = null;
    done.run();
  }
}
